"""Growth: what a task costs at every swept value, and whether a task of a million costs more."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.cost_growth import (
    LARGE,
    MOST_GROWTH,
    SMALL,
    Growth,
    cpu_times,
    growths,
    makespans,
)
from crossover_tool.analysis.group import GroupResult
from crossover_tool.cell import Contender
from crossover_tool.units import show
from crossover_tool.views.view import Column, Table, View


class CostGrowth(View[GroupResult]):
    """Sweeps whose tasks cost nothing but their running, and those whose tasks wait and that reach
    from SMALL to LARGE."""

    name = "growth"
    of = GroupResult
    order = 70

    def applies(self) -> bool:
        return self.subject.measured and (self.subject.is_dispatch or bool(self.growths()))

    def growths(self) -> list[Growth]:
        """Of time where tasks do nothing, else of CPU time: makespans are mostly the wait."""
        return growths(self.subject, makespans if self.subject.is_dispatch else cpu_times)

    def tables(self) -> Sequence[Table]:
        """ns a task at every swept value, a row a contender, and the growth where it is known."""
        group, grown = self.subject, {growth.contender: growth for growth in self.growths()}
        steps = [result for result in group.cells if result.ranked]
        noun = "tasks" if group.axis == "tasks" else "limit"
        columns = [Column("contender", 100, right=False)]
        columns += [Column(f"{noun} {show.count(group.value(result))}") for result in steps]
        if grown:
            heading = f"{show.count(LARGE)} / {show.count(SMALL)} (at most {MOST_GROWTH})"
            columns.append(Column(heading, 90))
        names = {m.contender for result in steps for m in result.ranked}
        rows = []
        for contender in sorted(names, key=lambda one: one.name):
            row = [contender.name, *(self._cost(result, contender) for result in steps)]
            growth = grown.get(contender)
            told = f"{show.ratio(growth.ratio)} {growth.verdict}" if growth else ""
            rows.append((*row, told) if grown else tuple(row))
        what = "Time" if group.is_dispatch else "CPU time"
        title = f"{what} of a batch over its tasks"
        return [Table(tuple(columns), tuple(rows), title, details=True)]

    def _cost(self, result: CellResult, contender: Contender) -> str:
        found = next((m for m in result.ranked if m.contender == contender), None)
        return show.duration_ns(self._ns(result, found)) if found else ""

    def _ns(self, result: CellResult, measured: Measured) -> float:
        if self.subject.is_dispatch:
            return result.per_task(measured).median
        return measured.cpu.median / result.cell.tasks

    def json(self) -> Mapping[str, object]:
        told = [
            {**asdict(one), "contender": one.contender.name, "linear": one.linear}
            for one in self.growths()
        ]
        return {"growth": told} if told else {}
