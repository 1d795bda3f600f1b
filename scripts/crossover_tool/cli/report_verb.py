"""`crossover report`: charts and tables from the samples of a run, alone."""

from pathlib import Path

from crossover_tool.cli.output import print_json, warn
from crossover_tool.cli.parser import Parser
from crossover_tool.atomic import replace_text
from crossover_tool.errors import ExitCode, ResultsError
from crossover_tool.paths import shown
from crossover_tool.reports.folder import Written
from crossover_tool.reports.decision_record import decision_record
from crossover_tool.reports.report import (
    Report,
    by_margin,
    of_kinds,
    of_languages,
    report_on,
)
from crossover_tool.reports.screen import Screen
from crossover_tool.reports.splice import splice
from crossover_tool.samples.reader import locate, read
from crossover_tool.suites.values import reading
from crossover_tool.units.parse import parse_margin

HELP = "make charts and tables from the samples of a run"
EXAMPLES = """\
  crossover report results/20260101T000000Z-quick              charts, report.md and report.html beside the samples
  crossover report samples.jsonl --out /tmp/report             elsewhere
  crossover report results/reference --splice README.md        also renews the figures that README.md shows
  crossover report results/20260101T000000Z-quick --json       the tables for a script; nothing is written
  crossover report results/reference --kind documented         libraries as they are documented, alone
  crossover report results/reference --language python         the answer for whoever writes Python"""


def main(arguments: list[str]) -> int:
    """Writes and prints the report; 4 when a part could not be written, which is lost to nobody who
    reads standard output. ResultsError for samples that cannot be read."""
    options = _parser().parse(arguments)
    results = read(options.results)
    for warning in results.warnings:
        warn(f"warning: {warning}")
    margin = options.margin and reading("--margin", lambda: parse_margin(options.margin))
    narrowed = of_languages(of_kinds(results, tuple(options.kind)), tuple(options.language))
    report = report_on(by_margin(narrowed, margin))
    if options.decision:
        return _decide(report, options.out or locate(options.results).parent)
    as_asked = not (options.json or options.margin) and narrowed is results
    beside = locate(options.results).parent if as_asked else None
    folder = options.out or beside
    written = report.write(folder) if folder else Written(None)
    if options.json:
        print_json(report.as_json())
    else:
        report.print(Screen(), options.details)
        if written.page:
            print(f"page: {shown(written.page)}")
        if written.report:
            print(f"report: {shown(written.report)}")
    if options.splice:
        splice(report, folder or locate(options.results).parent, options.splice)
    for problem in written.problems:
        warn(f"error: {problem}")
    return ExitCode.RESULTS if written.problems else ExitCode.SUCCESS


def _decide(report: Report, folder: Path) -> int:
    """Writes decision.md into `folder`, and nothing else. ResultsError when it cannot."""
    path = folder / "decision.md"
    text = decision_record(report.analysis)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_text(path, text)
    except OSError as error:
        raise ResultsError(f"cannot write {shown(path)}: {error.strerror or error}") from error
    print(f"decision: {shown(path)}")
    return ExitCode.SUCCESS


def _parser() -> Parser:
    parser = Parser(
        "crossover report",
        "Charts (PNG and SVG), report.md and report.html (one file that loads nothing), from the "
        "samples of a run.",
        EXAMPLES,
    )
    parser.add_argument(
        "results", type=Path, metavar="DIR|samples.jsonl", help="a results folder or its samples"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where to write (default: beside the samples)"
    )
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help="only contenders of this kind (best, documented, textbook, mistake, pattern); may be repeated; "
        "files are written only with --out",
    )
    parser.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="NAME",
        help="only contenders written in this language (cpp, python); may be repeated; "
        "files are written only with --out",
    )
    parser.add_argument(
        "--margin",
        metavar="SHARE",
        help="how much slower than the best is still good enough (default: as the run was asked, 5%%); "
        "files are written only with --out",
    )
    parser.add_argument(
        "--splice",
        type=Path,
        metavar="FILE.md",
        help="also put the chart, the summary and the gallery between FILE.md's marks",
    )
    parser.add_argument(
        "--decision",
        action="store_true",
        help="write decision.md alone: a record of the choice with its evidence, for docs/adr",
    )
    parser.add_argument(
        "--details", action="store_true", help="print every table and finding, not the answer alone"
    )
    parser.add_argument(
        "--json", action="store_true", help="print JSON; charts are made only with --out"
    )
    return parser
