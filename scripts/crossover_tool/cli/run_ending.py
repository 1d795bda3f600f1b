"""How a run of cells ends: with tables, a report and what went wrong."""

import argparse
from pathlib import Path

from crossover_tool.analysis.report import Analysis, analyse
from crossover_tool.cli.ending import tell_failures
from crossover_tool.cli.output import console, print_json
from crossover_tool.paths import shown
from crossover_tool.reports.as_json import as_json
from crossover_tool.reports.terminal import print_analysis
from crossover_tool.running.runner import Outcome
from crossover_tool.samples.reader import read


def conclude(options: argparse.Namespace, folder: Path, outcome: Outcome) -> int:
    """Tables, report, and what went wrong."""
    analysis = analyse(read(folder))
    report = None if options.no_report else _report(analysis, folder)
    if options.json:
        print_json(
            {**as_json(analysis), "folder": str(folder), "report": str(report) if report else None}
        )
    else:
        print_analysis(analysis, console())
        print(f"report: {shown(report)}" if report else f"samples: {shown(folder)}")
    return tell_failures(outcome.voids, outcome.errors)


def _report(analysis: Analysis, folder: Path) -> Path:
    from crossover_tool.reports.folder import (
        write_report,
    )  # brings matplotlib, which takes its time to import

    return write_report(analysis, folder)
