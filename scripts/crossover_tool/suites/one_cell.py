"""A suite made on the spot from the command line: `--workload tcp --tasks 1000 --wait 5ms --limit
64`."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from crossover_tool.axis import MAP, UNIT_SUFFIXES, map_axes
from crossover_tool.bench.catalog import Workload
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.host.facts import usable_cores
from crossover_tool.suites.cell_table import CellTable, read_table, refuse_other_keys
from crossover_tool.suites.expand import Defaults
from crossover_tool.suite import PlannedCell, Suite


WHERE = "command line"
OWN_OPTIONS = ("tasks", "limit")
PLAIN = re.compile(r"[0-9]{1,18}")


def read(options: Mapping[str, str], workload: Workload) -> CellTable:
    """The table that options write: tasks, limit and parameters as they were typed. UsageError for
    one that is unknown or malformed."""
    kind = f"parameter of workload {workload.name!r}"
    refuse_other_keys(kind, (key for key in options if key not in OWN_OPTIONS), workload)
    written: dict[str, list[object]] = {}
    for key, text in options.items():
        raw = key.endswith(UNIT_SUFFIXES)
        parts = split(text)
        written[key] = [int(part) if raw and PLAIN.fullmatch(part) else part for part in parts]
    return read_table(written, WHERE, workload)


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
    """The suite of one table. UsageError where it makes too many cells, or a value of one is
    wrong beside the others."""
    who = (contenders, defaults.blocks, defaults.max_sample_us)
    cells = [
        PlannedCell(cell, *who, batches=defaults.batches)
        for cell in table.cells(WHERE, defaults.cores)
    ]
    return Suite(table.workload.name, defaults.blocks, tuple(_charted(cells, table)), strict=True)


def of_one(
    workload: Workload, options: Mapping[str, str], contender: Contender, max_sample_us: int
) -> Suite:
    """The suite of one contender, in one block, on the cells that `options` write. UsageError as
    `read` and `build`."""
    defaults = Defaults(1, max_sample_us, usable_cores())
    return build(read(options, workload), (contender,), defaults)


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
