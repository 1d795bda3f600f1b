"""A group of cells that make one chart: a sweep along an axis, or a cell by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from crossover_tool.analysis.cell import CellResult
from crossover_tool.stats.crossing import Crossing, SweepPoint, crossings
from crossover_tool.stats.verdict import Verdict


@dataclass(frozen=True)
class GroupResult:
    """Cells by rising value of the swept axis ("" for a single cell), and where the winning strategy changes."""

    axis: str
    cells: tuple[CellResult, ...]
    crossings: tuple[Crossing, ...]

    @property
    def setting(self) -> str:
        """The workload with its parameters, and what is fixed beside the axis."""
        cell = self.cells[0].cell
        fixed = []
        if self.axis in ("", "limit", "cores"):
            fixed.append(f"{cell.tasks:,} task{'' if cell.tasks == 1 else 's'}")
        if self.axis == "":
            fixed.append(f"limit {cell.limit:,}")
        if self.axis == "tasks":
            at_tasks = all(result.cell.limit == result.cell.tasks for result in self.cells)
            limits = {result.cell.limit for result in self.cells}
            fixed.append(
                "limit = tasks"
                if at_tasks
                else f"limit {cell.limit:,}"
                if len(limits) == 1
                else "limits vary"
            )
        return f"{cell.setting}: {', '.join(fixed)}"

    @property
    def slug(self) -> str:
        """A file name's worth of the setting."""
        cell = self.cells[0].cell
        parts = [cell.workload, *(f"{name}-{value}" for name, value in cell.params)]
        if self.axis != "tasks":
            parts.append(f"tasks-{cell.tasks}")
        if self.axis == "":
            parts.append(f"limit-{cell.limit}")
        return "-".join([*parts, *([f"by-{self.axis}"] if self.axis else [])]).replace("_", "-")

    def value(self, result: CellResult) -> int:
        """A cell's place on the axis."""
        return result.cell.tasks if self.axis == "tasks" else result.cell.limit


def group_cells(results: Sequence[CellResult]) -> list[GroupResult]:
    """The cells in groups: same table, same parameters, same value of what is not swept; the rest one by one."""
    together: dict[tuple[object, ...], list[CellResult]] = {}
    for result in results:
        cell = result.cell
        key: tuple[object, ...] = ("single", result.number)
        if result.chart == "tasks":
            # a limit that follows the tasks ("tasks") is one sweep; fixed limits are one sweep each
            limit = "tasks" if cell.limit == cell.tasks else cell.limit
            key = (result.group, result.chart, cell.params, limit)
        elif result.chart:
            key = (result.group, result.chart, cell.params, cell.tasks)
        together.setdefault(key, []).append(result)
    return [_group(cells) for cells in together.values()]


def _group(cells: list[CellResult]) -> GroupResult:
    axis = cells[0].chart if len(cells) > 1 else ""
    bare = GroupResult(axis, tuple(cells), ())
    ordered = tuple(sorted(cells, key=bare.value))
    points = [_point(bare.value(result), result) for result in ordered]
    return GroupResult(axis, ordered, tuple(crossings(points)) if axis else ())


def _point(value: int, result: CellResult) -> SweepPoint:
    winner = result.front.strategies[0] if result.front.verdict is Verdict.WINNER else ""
    best = {m.contender.strategy: log(m.makespan.median) for m in reversed(result.ranked)}
    return SweepPoint(value, winner, best)
