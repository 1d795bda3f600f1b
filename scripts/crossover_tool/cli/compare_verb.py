"""`crossover compare`: what became faster and what slower between two results."""

from collections.abc import Sequence
from pathlib import Path

from crossover_tool.analysis.compare import Compared, Comparison, compare
from crossover_tool.analysis.analyse import analyse
from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import Parser, offers, several
from crossover_tool.errors import ExitCode
from crossover_tool.readable import warn
from crossover_tool.reports.compare_json import as_json
from crossover_tool.reports import compare_text
from crossover_tool.reports.screen import Screen
from crossover_tool.samples.reader import read_aloud
from crossover_tool.units import show
from crossover_tool.units.parse import parse_share

HELP = "say what became faster or slower between two results"
EXAMPLES = """\
  crossover compare results/before results/after                             a table a cell
  crossover compare results/before results/after --format markdown           for a pull request
  crossover compare results/before results/after --fail-on-regression 5%     for CI: exit code 8 when something
                                                                             is proven slower by more than 5 %
  crossover compare results/before results/after --fail-on-regression 3% --must-detect 5%
                                                                             exit code 11 when 5 % could not have been seen
  crossover compare results/before results/after --fail-on-regression 3% --untouched 'sequential/*'
                                                                             what these changed by is the machine's
  crossover compare gcc/samples.jsonl clang/samples.jsonl --format csv       for a spreadsheet"""
FORMATS = ("terminal", "markdown", "json", "csv")
GATES = {
    "--fail-on-regression SHARE": "exit code 8 when a contender is proven slower by more than this "
    "(5%%), or had figures before and now fails, is void or missing",
    "--must-detect SHARE": "exit code 11 when there is a row in which a regression of this size "
    "(5%%) could not have been seen",
}


def main(arguments: list[str]) -> int:
    """Prints the comparison; returns 8 for a regression beyond --fail-on-regression, or for a
    contender that is lost, else 11 when --must-detect could not have been seen. CrossoverErrors
    otherwise."""
    options = _parser().parse(arguments)
    threshold, sought = options.fail_on_regression, options.must_detect
    before, after = (analyse(read_aloud(path)) for path in (options.before, options.after))
    comparison = compare(before, after, untouched=options.untouched)
    regressions = () if threshold is None else comparison.proven_slower(threshold)
    # in every format: neither a spreadsheet nor a script reads the others
    for caution in compare_text.cautions(comparison):
        warn(f"warning: {caution}")
    _print(comparison, regressions, threshold, "json" if options.json else options.format)
    if threshold is None and sought is None:
        return ExitCode.SUCCESS
    warn(compare_text.sight(comparison, threshold or 0.0))
    blind = "" if sought is None else compare_text.unseen(comparison, threshold or 0.0, sought)
    if blind:
        warn(f"error: {blind}")
    if threshold is not None and _regressed(comparison, regressions, threshold):
        return ExitCode.REGRESSION
    return ExitCode.UNDETECTABLE if blind else ExitCode.SUCCESS


def _regressed(comparison: Comparison, regressions: Sequence[Compared], threshold: float) -> bool:
    """Says what is slower and what is lost; True when anything is."""
    for row in regressions:
        slower = (
            f"{row.contender} on {row.cell.label} is {comparison.own(row).ratio - 1.0:.1%} slower"
        )
        beyond = " than the machine explains" if row.contender in comparison.shifts else ""
        warn(f"regression: {slower}{beyond}, proven beyond {show.percent(threshold)}")
    for text in compare_text.lost(comparison):
        warn(f"regression: {text}")
    return bool(regressions or comparison.lost)


def _print(
    comparison: Comparison, regressions: Sequence[Compared], threshold: float | None, form: str
) -> None:
    if form == "json":
        print_json(as_json(comparison, regressions, threshold or 0.0))
    elif form == "markdown":
        print(compare_text.as_markdown(comparison))
    elif form == "csv":
        print(compare_text.as_csv(comparison))
    else:
        compare_text.print_comparison(comparison, Screen())


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
    parser.json("the same as --format json")
    offers(parser, GATES)
    what = (
        "contenders that nobody changed ('sequential/*'; may be repeated): what they changed by is "
        "the machine's, however much; without it, up to 5%% that all others share is"
    )
    several(parser, "--untouched PATTERN", what)
    parser.reads(fail_on_regression=parse_share, must_detect=parse_share)
    return parser
