"""A report in the terminal."""

from crossover_tool.reports.brief import print_brief
from crossover_tool.reports.screen import Screen
from crossover_tool.reports.sections import Section


def print_report(report: Section, screen: Screen, details: bool = False) -> None:
    """The answer in few lines where a view of the run has one, and all of it where none has or
    `details` are wanted."""
    brief = next((one.brief for one in report.shown if one.brief), None)
    if brief is None or details:
        _print_all(report, screen)
    else:
        print_brief(brief, screen)


def _print_all(report: Section, screen: Screen) -> None:
    """Every cell with its table, then what the sweep or map above it comes to, the run last.
    Tables of details are left to report.md."""
    for part in report.below:
        _print_all(part, screen)
    if report.below and not report.shown:
        return
    findings = list(report.findings.values())
    if findings:
        screen.headed(report.title, findings[0])
    for finding in findings[1:]:
        screen.prose(finding, indent="  ")
    for table in report.tables:
        if not table.details:
            screen.table(table)
    for sentence in report.sentences:
        screen.prose(sentence, "dim", "  ")
    if findings or report.sentences:
        screen.line()
