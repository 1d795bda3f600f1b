"""A suite made on the spot from the command line: `--workload tcp --tasks 1000 --wait 5ms --limit
64`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from crossover_tool.axis import MAP, map_axes
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.suites.expand import Defaults, expand
from crossover_tool.suites import values
from crossover_tool.suite import PlannedCell, Suite
from crossover_tool.suites.values import split
from crossover_tool.units import show


def requests_in(duration_us: int, rates: Sequence[object]) -> int:
    """How many requests arrive in that time at the lowest of these rates, so that every rate has
    as many and none takes longer. ValueError for a rate that is none, and where none arrives."""
    lowest = min(values.rate(one) for one in rates)
    requests = round(lowest * duration_us / 1e6)
    if requests < 1:
        raise ValueError(
            f"at {lowest}/s no request arrives in {show.duration_us(duration_us)}: "
            "give a longer duration or a higher rate"
        )
    return requests


def arriving_us(options: Mapping[str, str]) -> int:
    """For how long the requests of these options arrive, at the lowest rate; 0 without a rate, or
    where one cannot be read, which is told when the cells are made."""
    try:
        lowest = min(values.rate(one) for one in split(options.get("rate", "0")))
        tasks = max(values.count(one) for one in split(options.get("tasks", "1000")))
    except ValueError:
        return 0
    return round(tasks * 1e6 / lowest) if lowest > 0 else 0


def build(options: Mapping[str, str], catalog: Catalog, defaults: Defaults) -> Suite:
    """The suite of one table. `options` holds workload, tasks, limit and parameters as they were
    typed. UsageError as `expand`."""
    table: dict[str, object] = {"workload": options["workload"]}
    for key, text in options.items():
        if key != "workload":
            parts = split(text)
            raw = key.endswith(("_us", "_pct"))
            table[key] = [int(part) if raw and part.isdigit() else part for part in parts]
    cells = expand(table, "command line", 0, catalog, defaults)
    return Suite(options["workload"], defaults.blocks, tuple(_charted(cells, catalog)), strict=True)


def _charted(cells: Sequence[PlannedCell], catalog: Catalog) -> list[PlannedCell]:
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
    waits = bool(cells) and catalog.workload(cells[0].cell.workload).wait != "none"
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
