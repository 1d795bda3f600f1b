"""A report in the terminal."""

from crossover_tool.reports.screen import Screen
from crossover_tool.reports.sections import Section


def print_report(report: Section, screen: Screen) -> None:
    """Every cell with its table, then what the sweep or map above it comes to, the run last.
    Tables of details are left to report.md."""
    for part in report.below:
        print_report(part, screen)
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
