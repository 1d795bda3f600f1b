"""How a run of goals ends: with tables, a report and what went wrong."""

import argparse
from pathlib import Path

from crossover_tool.cli.ending import tell_failures
from crossover_tool.cli.output import console, print_json
from crossover_tool.paths import shown
from crossover_tool.goals.report import analyse_goals, goals_json, print_goals, write_goals
from crossover_tool.goals.results import read_goals
from crossover_tool.goals.runner import GoalRunner


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
            f"report: {shown(folder / 'report.md')}"
            if not options.no_report
            else f"samples: {shown(folder)}"
        )
    return tell_failures(runner.voids, runner.errors)
