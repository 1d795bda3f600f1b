"""The report of a run as a folder: report.md and charts."""

from pathlib import Path

from crossover_tool.analysis.report import Analysis
from crossover_tool.atomic import replace_text
from crossover_tool.charts.make import make, plan
from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.reports.markdown import markdown


def write_report(analysis: Analysis, folder: Path) -> Path:
    """Writes charts/ and report.md into `folder`, replacing old ones, and returns report.md's path.
    ResultsError."""
    charts = plan(analysis)
    report = folder / "report.md"
    try:
        (folder / "charts").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResultsError(
            f"cannot make the report folder {shown(folder)}: {error.strerror}"
        ) from error
    make(charts, folder / "charts")
    try:
        replace_text(report, markdown(analysis, charts))
    except OSError as error:
        raise ResultsError(f"cannot write {shown(report)}: {error.strerror}") from error
    return report
