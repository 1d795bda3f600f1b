"""What a report shows of made-up results, for tests."""

from collections.abc import Mapping
from pathlib import Path

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.reports.folder import write_report
from crossover_tool.reports.markdown import markdown
from crossover_tool.reports.report import Report
from crossover_tool.reports.sections import Section, Shown
from crossover_tool.views.view import Chart, Table


def parts(analysis: Analysis, kind: str) -> list[Section]:
    """The parts of a kind: groups, maps, cells, run."""
    return [part for part in Report(analysis).sections.walk() if part.kind == kind]


def by_view(part: Section) -> Mapping[str, Shown]:
    """What each view shows of a part."""
    return {one.view: one for one in part.shown}


def charts(analysis: Analysis) -> list[dict[str, Chart]]:
    """The charts of each group, by name."""
    return [dict(part.charts) for part in parts(analysis, "groups")]


def notes(analysis: Analysis) -> list[str]:
    """What stands beside the tables of all cells."""
    return [sentence for part in parts(analysis, "cells") for sentence in part.sentences]


def rows(table: Table) -> dict[str, dict[str, str]]:
    """A table's rows by contender, each by heading."""
    headings = [column.heading for column in table.columns]
    told = [dict(zip(headings, row)) for row in table.rows]
    return {row["contender"]: row for row in told}


def report_text(analysis: Analysis) -> str:
    """report.md as it is when every chart could be drawn."""
    report = Report(analysis)
    drawn = [name for part in report.sections.walk() for name in part.charts]
    return markdown(analysis, report.sections, drawn)


def written(analysis: Analysis, folder: Path) -> list[str]:
    """The files of the charts that a report makes in `folder`."""
    write_report(analysis, Report(analysis).sections, folder)
    return sorted(path.name for path in (folder / "charts").iterdir())
