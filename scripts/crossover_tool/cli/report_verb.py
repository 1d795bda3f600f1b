"""`crossover report`: charts and tables from the samples of a run, alone."""

from pathlib import Path

from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import OF_KIND, Parser, offers, several
from crossover_tool.atomic import write_result
from crossover_tool.errors import ExitCode
from crossover_tool.paths import shown
from crossover_tool.readable import warn
from crossover_tool.reports.folder import Written
from crossover_tool.reports.decision_record import decision_record
from crossover_tool.reports.report import Report, by_margin, narrowed, report_on
from crossover_tool.reports.screen import Screen
from crossover_tool.reports.splice import splice
from crossover_tool.samples.reader import locate, read_aloud
from crossover_tool.units.parse import parse_margin

HELP = "make charts and tables from the samples of a run"
EXAMPLES = """\
  crossover report results/20260101T000000Z-quick              charts, report.md and report.html beside the samples
  crossover report samples.jsonl --out /tmp/report             elsewhere
  crossover report results/reference --splice README.md        also renews the figures that README.md shows
  crossover report results/20260101T000000Z-quick --json       the tables for a script; nothing is written
  crossover report results/reference --kind documented         libraries as they are documented, alone
  crossover report results/reference --language python         the answer for whoever writes Python"""


OPTIONS = {
    "--margin SHARE": "how much slower than the best is still good enough (default: as the run was "
    "asked, 5%%); files are written only with --out",
    "--splice FILE.md": "also put the chart, the summary and the gallery between FILE.md's marks",
    "--decision": "write decision.md alone: a record of the choice with its evidence, for docs/adr",
    "--details": "print every table and finding, not the answer alone",
}


def main(arguments: list[str]) -> int:
    """Writes and prints the report; 4 when a part could not be written, which is lost to nobody who
    reads standard output. ResultsError for samples that cannot be read."""
    options = _parser().parse(arguments)
    results = read_aloud(options.results)
    of_kinds = narrowed(results, "kind", options.kind)
    shown_results = narrowed(of_kinds, "language", options.language)
    report = report_on(by_margin(shown_results, options.margin))
    if options.decision:
        return _decide(report, options.out or locate(options.results).parent)
    as_asked = not (options.json or options.margin) and shown_results is results
    beside = locate(options.results).parent if as_asked else None
    folder = options.out or beside
    written = report.write(folder) if folder else Written(None)
    if options.json:
        print_json(report.as_json())
    else:
        report.print(Screen(), options.details)
        written.tell()
    if options.splice:
        splice(report, folder or locate(options.results).parent, options.splice)
    for problem in written.problems:
        warn(f"error: {problem}")
    return ExitCode.RESULTS if written.problems else ExitCode.SUCCESS


def _decide(report: Report, folder: Path) -> int:
    """Writes decision.md into `folder`, and nothing else. ResultsError when it cannot."""
    path = folder / "decision.md"
    text = decision_record(report.analysis)
    folder.mkdir(parents=True, exist_ok=True)
    write_result(path, text)
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
    offers(parser, {"--out DIR": "where to write (default: beside the samples)"})
    more = "may be repeated; files are written only with --out"
    several(parser, "--kind KIND", f"{OF_KIND}; {more}")
    language = "only contenders written in this language (cpp, python)"
    several(parser, "--language NAME", f"{language}; {more}")
    offers(parser, OPTIONS)
    parser.json("print JSON; charts are made only with --out")
    parser.reads(margin=parse_margin)
    return parser
