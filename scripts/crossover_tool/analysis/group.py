"""A group of cells that make one chart: a sweep along an axis, or a cell by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crossover_tool.axis import MAP, Axis, fixed_params
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.crossings import Crossing, find_crossings
from crossover_tool.analysis.cell_grid import cell_grids
from crossover_tool.analysis.scaling_fit import Scaling, scalings
from crossover_tool.grouped import grouped
from crossover_tool.units import show


@dataclass(frozen=True)
class GroupResult:
    """Cells by rising value of the swept axis ("" for a single cell), where the winning strategy
    changes, and, over the limit, how each strategy scales."""

    axis: str
    cells: tuple[CellResult, ...]
    crossings: tuple[Crossing, ...]
    scalings: tuple[Scaling, ...] = ()

    @property
    def swept(self) -> Axis:
        return Axis(self.axis)

    @property
    def setting(self) -> str:
        """The workload with its parameters, and what is fixed beside the axis."""
        cell = self.cells[0].cell
        fixed = []
        if self.axis != "tasks":
            fixed.append(show.counted(cell.tasks, "task"))
        if self.axis == "" or self.swept.is_param:
            fixed.append(f"limit {cell.limit:,}")
        if self.axis == "tasks":
            at_tasks = all(result.cell.limit == result.cell.tasks for result in self.cells)
            limits = {result.cell.limit for result in self.cells}
            limit = f"limit {cell.limit:,}" if len(limits) == 1 else "limits vary"
            fixed.append("limit = tasks" if at_tasks else limit)
        return f"{fixed_params(self.swept, cell)}: {', '.join(fixed)}"

    @property
    def slug(self) -> str:
        """A file name's worth of the setting."""
        cell = self.cells[0].cell
        params = [f"{name}-{value}" for name, value in cell.params if name != self.axis]
        parts = [cell.workload, *params]
        if self.axis != "tasks":
            parts.append(f"tasks-{cell.tasks}")
        if self.axis == "" or self.swept.is_param:
            parts.append(f"limit-{cell.limit}")
        return "-".join([*parts, *([f"by-{self.axis}"] if self.axis else [])]).replace("_", "-")

    @property
    def measured(self) -> bool:
        """True where anybody has a good sample."""
        return any(result.ranked for result in self.cells)

    @property
    def is_dispatch(self) -> bool:
        """True for a sweep over tasks or the limit whose tasks neither wait nor compute: nothing
        but running them is measured."""
        return self.axis in ("tasks", "limit") and all(cell.ideal_ns == 0 for cell in self.cells)

    @property
    def last_measured(self) -> CellResult:
        """The far end: the last cell in which anything was measured. Precondition: `measured`."""
        return next(result for result in reversed(self.cells) if result.ranked)

    def value(self, result: CellResult) -> int:
        return self.swept.value(result.cell)


def group_cells(results: Sequence[CellResult]) -> list[GroupResult]:
    """The cells in groups: same table, same parameters, same value of what is not swept; the rest
    one by one."""
    first_axis = {chart.group: chart.x.name for chart in cell_grids(results)}
    swept = [
        # a map's rows are sweeps along its first axis
        replace(one, chart=first_axis.get(one.group, "")) if one.chart == MAP else one
        for one in results
    ]
    return [_group(cells) for cells in grouped(swept, _sweep_of).values()]


def _sweep_of(result: CellResult) -> tuple[object, ...]:
    """What the cells of one sweep have in common."""
    cell = result.cell
    if result.chart == "tasks":
        # a limit that follows the tasks ("tasks") is one sweep; fixed limits are one sweep each
        limit = "tasks" if cell.limit == cell.tasks else cell.limit
        return result.group, result.chart, cell.params, limit
    if result.chart in ("limit", "cores"):
        return result.group, result.chart, cell.params, cell.tasks
    if result.chart:
        others = tuple(param for param in cell.params if param[0] != result.chart)
        return result.group, result.chart, others, cell.tasks, cell.limit
    return "single", result.number


def _group(cells: list[CellResult]) -> GroupResult:
    axis = cells[0].chart if len(cells) > 1 else ""
    bare = GroupResult(axis, tuple(cells), ())
    ordered = tuple(sorted(cells, key=bare.value))
    if not axis:
        return bare
    fits = scalings(ordered) if axis in ("limit", "cores") else ()
    return GroupResult(axis, ordered, find_crossings(Axis(axis), ordered), fits)
