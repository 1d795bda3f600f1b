"""`crossover compare`: what became faster and what slower between two results."""

from collections.abc import Sequence
from pathlib import Path

from crossover_tool.analysis.compare import Compared, Comparison, compare
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.cli.output import print_json, warn
from crossover_tool.cli.parser import Parser
from crossover_tool.errors import ExitCode
from crossover_tool.reports.compare_json import as_json
from crossover_tool.reports.compare_text import (
    as_csv,
    as_markdown,
    cautions,
    lost,
    print_comparison,
)
from crossover_tool.reports.screen import Screen
from crossover_tool.samples.reader import read
from crossover_tool.suites.values import reading
from crossover_tool.units.parse import parse_share

HELP = "say what became faster or slower between two results"
EXAMPLES = """\
  crossover compare results/before results/after                             a table a cell
  crossover compare results/before results/after --format markdown           for a pull request
  crossover compare results/before results/after --fail-on-regression 5%     for CI: exit code 8 when something
                                                                             is proven slower by more than 5 %
  crossover compare gcc/samples.jsonl clang/samples.jsonl --format csv       for a spreadsheet"""
FORMATS = ("terminal", "markdown", "json", "csv")


def main(arguments: list[str]) -> int:
    """Prints the comparison; returns 8 for a regression beyond --fail-on-regression, or for a
    contender that is lost. CrossoverErrors otherwise."""
    options = _parser().parse(arguments)
    wanted = options.fail_on_regression
    threshold = (
        None if wanted is None else reading("--fail-on-regression", lambda: parse_share(wanted))
    )
    comparison = compare(_analysis(options.before), _analysis(options.after))
    regressions = () if threshold is None else comparison.proven_slower(threshold)
    # in every format: neither a spreadsheet nor a script reads the others
    for caution in cautions(comparison):
        warn(f"warning: {caution}")
    _print(comparison, regressions, "json" if options.json else options.format)
    if threshold is None:
        return ExitCode.SUCCESS
    for row in regressions:
        text = f"{row.contender} on {row.cell.label} is {row.ratio - 1.0:.1%} slower"
        warn(f"regression: {text}, proven beyond {wanted}")
    for text in lost(comparison):
        warn(f"regression: {text}")
    return ExitCode.REGRESSION if regressions or comparison.lost else ExitCode.SUCCESS


def _print(comparison: Comparison, regressions: Sequence[Compared], form: str) -> None:
    if form == "json":
        print_json(as_json(comparison, regressions))
    elif form == "markdown":
        print(as_markdown(comparison))
    elif form == "csv":
        print(as_csv(comparison))
    else:
        print_comparison(comparison, Screen())


def _parser() -> Parser:
    parser = Parser(
        "crossover compare",
        "Two results, cell by cell: faster, slower, same or unresolved, with intervals that hold "
        "together. Give both runs 9 blocks or more: three show only large differences.",
        EXAMPLES,
    )
    for name in ("before", "after"):
        parser.add_argument(
            name, type=Path, metavar=name.upper(), help="a results folder or its samples"
        )
    parser.add_argument("--format", choices=FORMATS, default="terminal", help="how to print it")
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument(
        "--fail-on-regression",
        metavar="SHARE",
        help="exit code 8 when a contender is proven slower by more than this (5%%), or had figures "
        "before and now fails, is void or missing",
    )
    return parser


def _analysis(path: Path) -> Analysis:
    results = read(path)
    for warning in results.warnings:
        warn(f"warning: {warning}")
    return analyse(results)
