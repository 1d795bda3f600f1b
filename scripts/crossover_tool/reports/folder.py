"""The report of a run as a folder: report.md and charts."""

import os
from pathlib import Path

from crossover_tool.analysis.report import Analysis
from crossover_tool.charts.make import make, plan
from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.reports.markdown import markdown


def write_report(analysis: Analysis, folder: Path) -> Path:
    """Writes charts/ and report.md into `folder`, replacing old ones, and returns report.md's path. ResultsError."""
    charts = plan(analysis)
    report = folder / "report.md"
    try:
        (folder / "charts").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResultsError(f"cannot make the report folder {shown(folder)}: {error.strerror}") from error
    make(charts, folder / "charts")
    draft = report.with_suffix(".md.part")
    try:
        draft.write_text(markdown(analysis, charts), encoding="utf-8")
        os.replace(draft, report)
    except OSError as error:
        raise ResultsError(f"cannot write {shown(report)}: {error.strerror}") from error
    return report
