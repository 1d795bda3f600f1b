"""`crossover list`: workloads with their parameters, contenders, suites."""

from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog, Param, parse_catalog
from crossover_tool.cli.output import console, print_json
from crossover_tool.cli.parser import Parser
from crossover_tool.paths import BENCH, shown
from crossover_tool.suites import suite_file
from crossover_tool.units import show

HELP = "show workloads with their parameters, contenders and suites"
EXAMPLES = """\
  crossover list           tables
  crossover list --json    the same for a script"""


def main(arguments: list[str]) -> int:
    """Prints the lists. MissingError without a bench binary."""
    parser = Parser(
        "crossover list", "Workloads with their parameters, contenders and suites.", EXAMPLES
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--bench", type=Path, default=BENCH, metavar="PATH", help="another bench binary"
    )
    options = parser.parse(arguments)
    document = Bench(options.bench).document()
    suites = [_suite(path) for path in suite_file.shipped().values()]
    if options.json:
        print_json({**document, "suites": suites})
        return 0
    catalog, out = parse_catalog(document), console()
    _workloads(catalog, out)
    _contenders(catalog, out)
    _suites(suites, out)
    return 0


def _suite(path: Path) -> dict[str, Any]:
    document = suite_file.read_toml(path)
    return {"name": path.stem, "description": document.get("description", ""), "file": shown(path)}


def _table(*headings: str) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    return table


def _workloads(catalog: Catalog, out: Console) -> None:
    table = _table("workload", "parameter", "default", "what it is")
    for workload in catalog.workloads:
        table.add_row(workload.name, "", "", workload.summary, style="bold")
        for param in workload.params:
            table.add_row(
                "",
                f"--{param.short_name}" if _has_option(param) else f"--param {param.short_name}=",
                default(param),
                param.summary + (f" ({', '.join(param.choices)})" if param.choices else ""),
            )
        for text in workload.texts:
            table.add_row("", f"--param {text.name}=", str(text.default), text.summary)
    out.print(table, highlight=False)


def _has_option(param: Param) -> bool:
    return param.short_name in ("wait", "bytes", "cpu")


def default(param: Param) -> str:
    """The default of a parameter with its unit."""
    if param.unit == "us":
        return show.duration_us(int(param.default))
    if param.unit == "bytes":
        return show.exact_bytes(int(param.default))
    return f"{param.default} %" if param.unit == "percent" else str(param.default_value)


def _contenders(catalog: Catalog, out: Console) -> None:
    table = _table("contender", "kind", "state")
    for contender in catalog.contenders:
        reason = catalog.skipped.get(contender, "")
        state = f"skipped: {reason}" if reason else "ready"
        table.add_row(contender.name, catalog.kinds[contender], state)
    for (workload, contender), reason in catalog.pairs_skipped.items():
        table.add_row(contender.name, "", f"skipped on {workload}: {reason}")
    out.print(table, highlight=False)


def _suites(suites: list[dict[str, Any]], out: Console) -> None:
    table = _table("suite", "what it measures", "file")
    for suite in suites:
        table.add_row(suite["name"], suite["description"], suite["file"])
    out.print(table, highlight=False)
