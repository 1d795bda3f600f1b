"""From a cell table, with its lists and short names, to cells."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from crossover_tool.axis import MAP, map_axes
from crossover_tool.bench.catalog import Catalog, Param, Workload
from crossover_tool.cell import Cell, Contender, Params, ParamValue
from crossover_tool.errors import UsageError
from crossover_tool.names import unknown
from crossover_tool.readable import warn
from crossover_tool.suites import values
from crossover_tool.suite import PlannedCell
from crossover_tool.suites.values import Value, reading

OWN_KEYS = (
    *("workload", "tasks", "limit", "contenders", "chart", "blocks", "batches", "max_sample"),
    *("title", "family", "optional"),
)
MOST_CELLS = 10_000
"""More would take days."""
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
    settings = _settings(table, where, workload)
    contenders = _contenders(table, where, catalog, defaults)
    chart = str(table.get("chart", ""))
    if chart and chart not in CHARTS:
        chart = _param_axis(chart, where, workload)

    def read(key: str, default: int, way: Callable[[object], int]) -> int:
        return reading(f"{where}, {key}", lambda: way(table[key])) if key in table else default

    blocks = read("blocks", defaults.blocks, values.count)
    batches = read("batches", defaults.batches, values.count)
    max_sample_us = read("max_sample", defaults.max_sample_us, values.duration_us)
    wanted = table.get("limit", "cores" if workload.wait == "none" else "tasks")
    found = []
    for params, tasks in product(settings, _tasks(table, where)):
        limits = reading(f"{where}, limit", lambda: values.limits(wanted, tasks, defaults.cores))
        found += [Cell(workload.name, tasks, limit, params) for limit in limits]
        if len(found) > MOST_CELLS:
            raise UsageError(f"{where}: more than {MOST_CELLS:,} cells: leave some values out")
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
    for param in workload.params:
        if chart in (param.name, param.short_name):
            return param.name
    known = [*CHARTS, *(param.short_name for param in workload.params)]
    raise UsageError(f"{where}: {unknown('chart', chart, known)}")


def _in_place(where: str, find: Callable[[], Value]) -> Value:
    try:
        return find()
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error


def _tasks(table: Mapping[str, object], where: str) -> list[int]:
    items = table.get("tasks", 1000)
    found = reading(f"{where}, tasks", lambda: list(map(values.count, values.as_list(items))))
    return list(dict.fromkeys(found))


def _settings(table: Mapping[str, object], where: str, workload: Workload) -> list[Params]:
    """Every combination of the workload's parameters, each with all that are said in the workload's
    order."""
    written: dict[str, list[ParamValue]] = {}
    for key in table:
        if key in OWN_KEYS:
            continue
        known = [*OWN_KEYS, *(param.short_name for param in workload.params)]
        if not any(key in (param.name, param.short_name) for param in workload.params):
            raise UsageError(f"{where}: {unknown('key', key, known)}")
        spec = workload.param(key)
        if spec.name in written:
            raise UsageError(f"{where}: {spec.name} is given twice")
        items = reading(f"{where}, {key}", lambda: values.as_list(table[key]))
        written[spec.name] = [
            reading(f"{where}, {key}", lambda: values.param(spec, key, item)) for item in items
        ]
    choices = [
        [(spec, value) for value in written.get(spec.name, [spec.default_value])]
        for spec in workload.params
    ]
    found = [_said(one) for one in product(*choices)]
    if any(values.QUEUE in dict(one) and values.RATE not in dict(one) for one in found):
        raise UsageError(
            f"{where}: a queue needs a rate, or nothing arrives: write for example rate = 2000, "
            "or --rate 2000/s on the command line"
        )
    return found


def _said(values_of: Iterable[tuple[Param, ParamValue]]) -> Params:
    """What a cell says of its parameters: not what goes without saying."""
    return tuple(
        (spec.name, value)
        for spec, value in values_of
        if not (spec.unsaid and value == spec.default_value)
    )


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
