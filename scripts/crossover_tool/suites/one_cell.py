"""A suite made on the spot from the command line: `--workload tcp --tasks 1000 --wait 5ms --limit
64`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from crossover_tool.axis import MAP, map_axes
from crossover_tool.bench.catalog import Catalog, Workload
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.suites.cell_table import CellTable, read_table
from crossover_tool.suites.expand import Defaults
from crossover_tool.suite import PlannedCell, Suite


WHERE = "command line"


def read(options: Mapping[str, str], workload: Workload) -> CellTable:
    """The table that options write: tasks, limit and parameters as they were typed. UsageError for
    one that is unknown or malformed."""
    written: dict[str, list[object]] = {}
    for key, text in options.items():
        raw = key.endswith(("_us", "_pct"))
        parts = split(text)
        written[key] = [int(part) if raw and part.isdigit() else part for part in parts]
    return read_table(written, WHERE, workload, beside=("tasks", "limit"))


def split(text: str) -> list[str]:
    """The values of a comma-separated option; a comma in brackets parts nothing: `bimodal(0.01,50)`
    is one value, and so is `quorum(2, tcp 5ms lognormal(1) x 3)`."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()] or [text]


def build(table: CellTable, contenders: tuple[Contender, ...], defaults: Defaults) -> Suite:
    """The suite of one table. UsageError where it makes no cell, or too many."""
    who = (contenders, defaults.blocks, defaults.max_sample_us)
    cells = [
        PlannedCell(cell, *who, batches=defaults.batches)
        for cell in table.cells(WHERE, defaults.cores)
    ]
    return Suite(table.workload.name, defaults.blocks, tuple(_charted(cells, table)), strict=True)


def of_one(
    options: Mapping[str, str], contender: Contender, catalog: Catalog, max_sample_us: int
) -> Suite:
    """The suite of one contender, in one block, on the cells that `options` write, their workload
    among them. UsageError as `read`."""
    cell = dict(options)
    workload = catalog.workload(cell.pop("workload"))
    return build(read(cell, workload), (contender,), Defaults(1, max_sample_us, 1))


def _charted(cells: Sequence[PlannedCell], table: CellTable) -> list[PlannedCell]:
    """The cells, with the chart that their sweep asks for; parameters that vary make a group of
    their own, but for rates under several limits, which make a map."""
    if map_axes([cell.cell for cell in cells]) == ("rate", "limit"):
        return [replace(cell, chart=MAP) for cell in cells]
    groups = list(dict.fromkeys(cell.cell.params for cell in cells))
    several_tasks = len({cell.cell.tasks for cell in cells}) > 1
    several_limits = len({cell.cell.limit for cell in cells}) > 1
    if not several_tasks and not several_limits and len(groups) > 1:
        varying = [name for name, values in _numbers(cells).items() if len(values) > 1]
        if len(varying) == 1:
            return [replace(cell, chart=varying[0]) for cell in cells]
    waits = table.workload.wait != "none"
    chart = "tasks" if several_tasks else ("limit" if waits else "cores") if several_limits else ""
    return [replace(cell, group=groups.index(cell.cell.params), chart=chart) for cell in cells]


def _numbers(cells: Sequence[PlannedCell]) -> dict[str, set[int]]:
    """The values that occur of each parameter that is a number: a choice is no axis."""
    found: dict[str, set[int]] = {}
    for name, value in (param for cell in cells for param in cell.cell.params):
        if isinstance(value, int):
            found.setdefault(name, set()).add(value)
    return found


def narrowed(suite: Suite, wanted: Collection[Contender], asked: str) -> Suite:
    """`suite` with only the `wanted` contenders, which `asked` describes. UsageError when none is
    left."""
    cells = [
        replace(c, contenders=tuple(x for x in c.contenders if x in wanted)) for c in suite.cells
    ]
    kept = tuple(cell for cell in cells if cell.contenders)
    if not kept:
        raise UsageError(f"no cell of {suite.name!r} has a contender that matches {asked}")
    return replace(suite, cells=kept)
