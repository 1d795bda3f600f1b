"""How a run of goals ends: interrupted, or with tables, a report and what went wrong."""

import argparse
import sys
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.cli.output import console, print_json
from crossover_tool.errors import ExitCode
from crossover_tool.paths import shown
from crossover_tool.peers.report import analyse_goals, goals_json, print_goals, write_goals
from crossover_tool.peers.results import read_goals
from crossover_tool.peers.runner import GoalRunner
from crossover_tool.samples.records import end
from crossover_tool.samples.writer import SampleWriter


def interrupted(writer: SampleWriter, folder: Path, fresh: bool) -> int:
    """Closes the file and says where it is. Before its first line a run has nothing to keep."""
    if writer.count == 0:
        if fresh:
            writer.path.unlink()
        print("crossover: interrupted before the first sample", file=sys.stderr)
        return ExitCode.INTERRUPTED
    writer.append(end(datetime.now(timezone.utc), writer.samples, "interrupted"))
    print(
        f"crossover: interrupted: see what is there with: crossover report {shown(folder)}; "
        f"go on with: crossover run --resume {shown(folder)}",
        file=sys.stderr,
    )
    return ExitCode.INTERRUPTED


def conclude(options: argparse.Namespace, folder: Path, runner: GoalRunner) -> int:
    """Tables, report, and what went wrong."""
    report = analyse_goals(read_goals(folder))
    if not options.no_report:
        write_goals(report, folder)
    if options.json:
        print_json({**goals_json(report), "folder": str(folder)})
    else:
        print_goals(report, console())
        print(
            f"report: {shown(folder / 'report.md')}" if not options.no_report else f"samples: {shown(folder)}"
        )
    for line in [*runner.voids, *runner.errors]:
        print(f"crossover: {line}", file=sys.stderr)
    if runner.voids or runner.errors:
        text = f"{len(runner.voids)} samples void, {len(runner.errors)} failed; the others are good"
        print(f"crossover: error: {text}", file=sys.stderr)
    return ExitCode.INVALID if runner.voids else ExitCode.PEER if runner.errors else ExitCode.SUCCESS
