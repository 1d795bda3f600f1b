"""`crossover list`: workloads with their parameters, contenders, suites."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog, Param, parse_catalog
from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import OF_KIND, Parser, several
from crossover_tool.cli.run_cell import CELL_OPTIONS
from crossover_tool.errors import ExitCode
from crossover_tool.names import refuse_unknown
from crossover_tool.paths import shown
from crossover_tool.reports.screen import Screen
from crossover_tool.suites import suite_file
from crossover_tool.units import show
from crossover_tool.views.view import Column, Table

HELP = "show workloads with their parameters, contenders and suites"
EXAMPLES = """\
  crossover list                     tables
  crossover list --json              the same for a script
  crossover list --kind documented   contenders that are the library as it is documented"""


def main(arguments: list[str]) -> int:
    """Prints the lists. MissingError without a bench binary; UsageError for a kind that nobody is
    of."""
    options = _parser().parse(arguments)
    document = Bench(options.bench).document()
    catalog = parse_catalog(document)
    refuse_unknown("kind", options.kind, sorted(set(catalog.kinds.values())))
    suites = [_suite(path) for path in suite_file.shipped().values()]
    if options.json:
        print_json({**_of_kinds(document, options.kind), "suites": suites})
        return ExitCode.SUCCESS
    screen = Screen()
    for table in (_workloads(catalog), _contenders(catalog, options.kind), _suites(suites)):
        screen.table(table)
        screen.line()
    return ExitCode.SUCCESS


def _parser() -> Parser:
    parser = Parser(
        "crossover list", "Workloads with their parameters, contenders and suites.", EXAMPLES
    )
    parser.json()
    several(parser, "--kind KIND", f"{OF_KIND}; may be repeated")
    parser.bench()
    return parser


def _of_kinds(document: Mapping[str, Any], kinds: Sequence[str]) -> dict[str, Any]:
    """The bench's list with the contenders of these kinds alone; all of them without any."""
    if not kinds:
        return dict(document)
    kept = [one for one in document["contenders"] if one["kind"] in kinds]
    names = {(one["strategy"], one["engine"]) for one in kept}
    pairs = [one for one in document["pairs_skipped"] if (one["strategy"], one["engine"]) in names]
    return {**document, "contenders": kept, "pairs_skipped": pairs}


def _suite(path: Path) -> dict[str, str]:
    document = suite_file.read_toml(path)
    description = str(document.get("description", ""))
    return {"name": path.stem, "description": description, "file": shown(path)}


def _workloads(catalog: Catalog) -> Table:
    rows: list[tuple[str, ...]] = []
    for workload in catalog.workloads:
        rows.append((workload.name, "", workload.summary))
        for param in (*workload.params, *workload.texts):
            words = f" ({', '.join(param.choices)})" if param.choices else ""
            flag = f"--{param.short_name}"
            option = flag if param.short_name in CELL_OPTIONS else f"--param {param.short_name}="
            rows.append((f"  {option}", default(param), param.summary + words))
    columns = (
        Column("workload, parameter", 100, right=False),
        Column("default", 90, right=False, wraps=True, least=8),
        Column("what it is", 80, right=False, wraps=True),
    )
    return Table(
        columns, tuple(rows), styles=tuple("" if row[0].startswith(" ") else "bold" for row in rows)
    )


def default(param: Param) -> str:
    """The default of a parameter with its unit."""
    if param.unit == "us":
        return show.duration_us(int(param.default))
    if param.unit == "bytes":
        return show.exact_bytes(int(param.default))
    return f"{param.default} %" if param.unit == "percent" else str(param.default_value)


def _contenders(catalog: Catalog, kinds: Sequence[str]) -> Table:
    shown = [one for one in catalog.contenders if not kinds or catalog.kinds[one] in kinds]
    rows = []
    for contender in shown:
        reason = catalog.skipped.get(contender, "")
        state = f"skipped: {reason}" if reason else "ready"
        rows.append((contender.name, catalog.kinds[contender], state))
    for (workload, contender), reason in catalog.pairs_skipped.items():
        if contender in shown:
            kind = catalog.kinds[contender]
            rows.append((contender.name, kind, f"skipped on {workload}: {reason}"))
    for program, reason in catalog.programs_skipped.items():
        rows.append((program, "", f"skipped: {reason}"))
    columns = (
        Column("contender", 100, right=False),
        Column("kind", 80, right=False),
        Column("state", 90, right=False, wraps=True),
    )
    return Table(columns, tuple(rows))


def _suites(suites: Sequence[Mapping[str, str]]) -> Table:
    rows = tuple((suite["name"], suite["description"], suite["file"]) for suite in suites)
    columns = (
        Column("suite", 100, right=False),
        Column("what it measures", 90, right=False, wraps=True),
        Column("file", 50, right=False),
    )
    return Table(columns, rows)
