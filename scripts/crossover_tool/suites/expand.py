"""From a cell table, with its lists and short names, to cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crossover_tool.axis import MAP, map_axes
from crossover_tool.bench.catalog import Catalog, Workload
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.names import unknown
from crossover_tool.readable import warn
from crossover_tool.suites import values
from crossover_tool.suites.cell_table import read_table, refuse_other_keys
from crossover_tool.suite import PlannedCell
from crossover_tool.suites.values import Value, reading

OWN_KEYS = (
    *("workload", "tasks", "limit", "contenders", "chart", "blocks", "batches", "max_sample"),
    *("title", "family", "optional"),
)
CHARTS = ("tasks", "limit", "cores", "lag", MAP)


@dataclass(frozen=True)
class Defaults:
    """What a cell table inherits: blocks, max_sample, the cores that "cores" stands for, the batches
    of a sample, and the contenders as the suite writes them."""

    blocks: int
    max_sample_us: int
    cores: int
    batches: int = 1
    contenders: object = ("*/*",)


def expand(
    table: Mapping[str, object], where: str, group: int, catalog: Catalog, defaults: Defaults
) -> list[PlannedCell]:
    """The cells of one table: the product of its lists. UsageError says `where` and what to
    write."""
    if "workload" not in table:
        raise UsageError(f'{where}: there is no workload: write for example workload = "timer"')
    workload = _in_place(where, lambda: catalog.workload(str(table["workload"])))
    _in_place(where, lambda: refuse_other_keys("key", table, workload, OWN_KEYS))
    read_cells = read_table(table, where, workload)
    contenders = _contenders(table, where, catalog, defaults)
    chart = str(table.get("chart", ""))
    if chart and chart not in CHARTS:
        chart = _param_axis(chart, where, workload)

    def read(key: str, default: int, way: Callable[[object], int]) -> int:
        return reading(f"{where}, {key}", lambda: way(table[key])) if key in table else default

    blocks = read("blocks", defaults.blocks, values.count)
    batches = read("batches", defaults.batches, values.count)
    max_sample_us = read("max_sample", defaults.max_sample_us, values.duration_us)
    found = read_cells.cells(where, defaults.cores)
    family = str(table.get("family", ""))
    shape = (contenders, blocks, max_sample_us, group, chart, batches)
    cells = [
        PlannedCell(cell, *shape, title, family)
        for cell, title in zip(found, _titles(table, where, len(found)))
    ]
    if chart == MAP and map_axes(found) is None:
        raise UsageError(
            f"{where}, chart: a map has two axes: give several values to two of tasks, limit and the parameters"
        )
    return cells


def _titles(table: Mapping[str, object], where: str, cells: int) -> list[str]:
    """A title for each cell, in their order; none for any where the table has none."""
    if "title" not in table:
        return [""] * cells
    titles = reading(f"{where}, title", lambda: values.as_list(table["title"]))
    if len(titles) != cells:
        raise UsageError(
            f"{where}, title: there are {len(titles)} titles for {cells} cells: write one for each, "
            "in the order of parameters, tasks, limits"
        )
    return [str(title) for title in titles]


def _param_axis(chart: str, where: str, workload: Workload) -> str:
    """The parameter that a chart sweeps, by its full name."""
    if chart in workload.named:
        return workload.named[chart].name
    known = [*CHARTS, *(param.short_name for param in workload.params)]
    raise UsageError(f"{where}: {unknown('chart', chart, known)}")


def _in_place(where: str, find: Callable[[], Value]) -> Value:
    try:
        return find()
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error


def _contenders(
    table: Mapping[str, object], where: str, catalog: Catalog, defaults: Defaults
) -> tuple[Contender, ...]:
    """Those that a table names, and of its `optional` ones, programs in languages that not every
    machine has, those that are there; the others are told."""
    globs = _globs(table.get("contenders", defaults.contenders), f"{where}, contenders")
    if "optional" in table:
        optional = _globs(table["optional"], f"{where}, optional")
        globs += [one for one in optional if catalog.names_any(one)]
        if missing := [one for one in optional if not catalog.names_any(one)]:
            warn(f"warning: left out: {', '.join(missing)}: no such program here")
    return _in_place(f"{where}, contenders", lambda: catalog.select(tuple(globs)))


def _globs(written: object, where: str) -> list[str]:
    written = list(written) if isinstance(written, tuple) else written
    return [str(name) for name in reading(where, lambda: values.as_list(written))]
