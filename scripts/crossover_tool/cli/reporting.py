"""The report that results ask for: of their cells, or of the goals that are held on them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console

from crossover_tool.analysis.report import Analysis, analyse
from crossover_tool.goals.goals_report import analyse_goals
from crossover_tool.reports.as_json import as_json
from crossover_tool.reports.terminal import print_analysis
from crossover_tool.samples.reader import Results


class Report(Protocol):
    """What every report can do."""

    def write(self, folder: Path) -> Path:
        """Writes it into `folder`; returns the path of report.md. ResultsError."""

    def as_json(self) -> dict[str, Any]:
        """Its figures, for scripts."""

    def print(self, console: Console) -> None:
        """Its tables."""


@dataclass(frozen=True)
class CellsReport:
    """The report of a run's cells."""

    analysis: Analysis

    def write(self, folder: Path) -> Path:
        """See Report."""
        # brings matplotlib, which takes its time to import
        from crossover_tool.reports.folder import write_report

        return write_report(self.analysis, folder)

    def as_json(self) -> dict[str, Any]:
        """See Report."""
        return as_json(self.analysis)

    def print(self, console: Console) -> None:
        """See Report."""
        print_analysis(self.analysis, console)


def report_on(results: Results) -> Report:
    """The report of `results`. Pure: the same samples give the same report."""
    if results.header.suite.goals:
        return analyse_goals(results)
    return CellsReport(analyse(results))
