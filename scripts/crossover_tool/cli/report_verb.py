"""`crossover report`: charts and tables from the samples of a run, alone."""

import sys
from pathlib import Path

from crossover_tool.charts.make import plan
from crossover_tool.cli.output import console, print_json
from crossover_tool.cli.parser import Parser
from crossover_tool.cli.reporting import CellsReport, report_on
from crossover_tool.errors import UsageError
from crossover_tool.paths import shown
from crossover_tool.reports.splice import splice
from crossover_tool.samples.reader import locate, read

HELP = "make charts and tables from the samples of a run"
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
    results = read(options.results)
    for warning in results.warnings:
        print(f"crossover: warning: {warning}", file=sys.stderr)
    report = report_on(results)
    if options.splice and not isinstance(report, CellsReport):
        raise UsageError("--splice wants the results of cells, and these are of goals")
    if options.json:
        if options.out:
            report.write(options.out)
        print_json(report.as_json())
        return 0
    folder = options.out or locate(options.results).parent
    written = report.write(folder)
    if options.splice and isinstance(report, CellsReport):
        splice(report.analysis, plan(report.analysis), folder, options.splice)
    report.print(console())
    print(f"report: {shown(written)}")
    return 0
