"""How a run ends: interrupted, or with tables, a report and what went wrong."""

import argparse
import sys
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.analysis.report import Analysis, analyse
from crossover_tool.cli.output import console, print_json
from crossover_tool.errors import ExitCode
from crossover_tool.paths import shown
from crossover_tool.reports.as_json import as_json
from crossover_tool.reports.terminal import print_analysis
from crossover_tool.running.runner import Outcome
from crossover_tool.samples import records
from crossover_tool.samples.reader import read
from crossover_tool.samples.writer import SampleWriter


def end(samples: int, status: str) -> records.Record:
    """The last line, now."""
    return records.end(datetime.now(timezone.utc), samples, status)


def interrupted(writer: SampleWriter, folder: Path, fresh: bool) -> int:
    """Closes the file and says where it is. Before its first line a run has nothing to keep."""
    if writer.count == 0:
        if fresh:
            writer.path.unlink()
        print("crossover: interrupted before the first sample", file=sys.stderr)
        return ExitCode.INTERRUPTED
    writer.append(end(writer.samples, "interrupted"))
    print(
        f"crossover: interrupted: {writer.samples} samples are kept in {shown(writer.path)}; see them with: "
        f"crossover report {shown(folder)}; go on with: crossover run --resume {shown(folder)}",
        file=sys.stderr,
    )
    return ExitCode.INTERRUPTED


def conclude(options: argparse.Namespace, folder: Path, outcome: Outcome) -> int:
    """Tables, report, and what went wrong."""
    analysis = analyse(read(folder))
    report = None if options.no_report else _report(analysis, folder)
    if options.json:
        print_json({**as_json(analysis), "folder": str(folder), "report": str(report) if report else None})
    else:
        print_analysis(analysis, console())
        print(f"report: {shown(report)}" if report else f"samples: {shown(folder)}")
    for line in [*outcome.voids, *outcome.errors]:
        print(f"crossover: {line}", file=sys.stderr)
    if outcome.voids or outcome.errors:
        text = f"{len(outcome.voids)} samples void, {len(outcome.errors)} failed; the others are good"
        print(f"crossover: error: {text}", file=sys.stderr)
    return ExitCode.INVALID if outcome.voids else ExitCode.PEER if outcome.errors else ExitCode.SUCCESS


def _report(analysis: Analysis, folder: Path) -> Path:
    from crossover_tool.reports.folder import (
        write_report,
    )  # brings matplotlib, which takes its time to import

    return write_report(analysis, folder)
