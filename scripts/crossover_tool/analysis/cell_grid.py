"""Cells over two axes, such as the share of waiting and the limit: what a decision map shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from crossover_tool.axis import MAP, Axis, map_axes
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.cell import Cell
from crossover_tool.grouped import grouped
from crossover_tool.stats.verdict import Verdict


@dataclass(frozen=True)
class CellGrid:
    """The cells of a suite's table over two axes. `group` is the table's number."""

    group: int
    x: Axis
    y: Axis
    cells: tuple[CellResult, ...]

    @property
    def columns(self) -> tuple[int, ...]:
        """The values along the first axis, rising."""
        return tuple(sorted({self.x.value(result.cell) for result in self.cells}))

    @property
    def rows(self) -> tuple[int, ...]:
        """The values along the second axis, rising."""
        return tuple(sorted({self.y.value(result.cell) for result in self.cells}))

    def at(self, column: int, row: int) -> CellResult | None:
        """What was found at a place; None where nothing was measured."""
        places = (((self.x.value(one.cell), self.y.value(one.cell)), one) for one in self.cells)
        return next((one for place, one in places if place == (column, row)), None)

    @property
    def setting(self) -> str:
        """The workload with what the axes do not sweep."""
        cell = self.cells[0].cell
        names = (self.x.name, self.y.name)
        kept = tuple((name, value) for name, value in cell.params if name not in names)
        fixed = [f"{cell.tasks:,} tasks"] if "tasks" not in names else []
        if "limit" not in names:
            at_tasks = all(result.cell.limit == result.cell.tasks for result in self.cells)
            fixed.append(
                "limit = tasks" if at_tasks and "tasks" in names else f"limit {cell.limit:,}"
            )
        setting = Cell(cell.workload, cell.tasks, cell.limit, kept).setting
        return f"{setting}: {', '.join(fixed)}" if fixed else setting

    @property
    def slug(self) -> str:
        """A file name's worth of the setting."""
        cell, names = self.cells[0].cell, (self.x.name, self.y.name)
        params = [f"{name}-{value}" for name, value in cell.params if name not in names]
        fixed = [
            f"{n}-{v}" for n, v in (("tasks", cell.tasks), ("limit", cell.limit)) if n not in names
        ]
        return "-".join([cell.workload, *params, *fixed, "map", *names]).replace("_", "-")


def cell_grids(results: Sequence[CellResult]) -> tuple[CellGrid, ...]:
    """A grid for each table that asks for a map and has cells over two axes."""
    maps = [result for result in results if result.chart == MAP]
    found = []
    for group, cells in grouped(maps, lambda result: result.group).items():
        axes = map_axes([result.cell for result in cells])
        if axes:
            found.append(CellGrid(group, Axis(axes[0]), Axis(axes[1]), tuple(cells)))
    return tuple(found)


def winner(result: CellResult | None) -> str:
    """The strategy that wins at a place; "" where none is named."""
    return result.front.strategies[0] if result and result.front.verdict is Verdict.WINNER else ""
