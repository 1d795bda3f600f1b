"""`crossover report`: charts and tables from the samples of a run, alone."""

import argparse
import sys
from pathlib import Path

from crossover_tool.analysis.report import analyse
from crossover_tool.charts.make import plan
from crossover_tool.cli.output import console, print_json
from crossover_tool.cli.parser import Parser
from crossover_tool.errors import UsageError
from crossover_tool.paths import shown
from crossover_tool.goals.report import analyse_goals, goals_json, print_goals, write_goals
from crossover_tool.goals.results import holds_goal_results, read_goals
from crossover_tool.reports.as_json import as_json
from crossover_tool.reports.folder import write_report
from crossover_tool.reports.splice import splice
from crossover_tool.reports.terminal import print_analysis
from crossover_tool.samples.reader import locate, read

EXAMPLES = """\
  crossover report results/20260101T000000Z-quick              charts and report.md beside the samples
  crossover report samples.jsonl --out /tmp/report             elsewhere
  crossover report results/reference --splice README.md       also renews the figures that README.md shows
  crossover report results/20260101T000000Z-quick --json       the tables for a script; nothing is written"""


def main(arguments: list[str]) -> int:
    """Writes the report. ResultsError for samples that cannot be read and folders that cannot be
    written."""
    parser = Parser(
        "crossover report",
        "Charts (PNG and SVG) and report.md, from the samples of a run.",
        EXAMPLES,
    )
    parser.add_argument(
        "results", type=Path, metavar="DIR|samples.jsonl", help="a results folder or its samples"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where to write (default: beside the samples)"
    )
    parser.add_argument(
        "--splice",
        type=Path,
        metavar="FILE.md",
        help="also put the chart and the summary between FILE.md's marks",
    )
    parser.add_argument(
        "--json", action="store_true", help="print JSON; charts are made only with --out"
    )
    options = parser.parse(arguments)
    if holds_goal_results(options.results):
        return _goals(options)
    results = read(options.results)
    for warning in results.warnings:
        print(f"crossover: warning: {warning}", file=sys.stderr)
    analysis = analyse(results)
    if options.json:
        if options.out:
            write_report(analysis, options.out)
        print_json(as_json(analysis))
        return 0
    folder = options.out or locate(options.results).parent
    report = write_report(analysis, folder)
    if options.splice:
        splice(analysis, plan(analysis), folder, options.splice)
    print_analysis(analysis, console())
    print(f"report: {shown(report)}")
    return 0


def _goals(options: argparse.Namespace) -> int:
    """The same for a run of goals; it has no charts."""
    if options.splice:
        raise UsageError("--splice wants the results of cells, and these are of goals")
    report = analyse_goals(read_goals(options.results))
    folder = options.out or locate(options.results).parent
    if options.out or not options.json:
        write_goals(report, folder)
    if options.json:
        print_json(goals_json(report))
        return 0
    print_goals(report, console())
    print(f"report: {shown(folder / 'report.md')}")
    return 0
