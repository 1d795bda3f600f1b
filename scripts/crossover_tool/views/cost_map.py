"""Decision maps of costs: of the choices that are good enough at a place, which needs the least CPU,
the least memory, or lets 1 task in 100 wait least."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from crossover_tool.analysis.cell_grid import CellGrid
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.frugal import Frugal, frugal
from crossover_tool.analysis.regret_data import COSTS
from crossover_tool.analysis.regret_matrix import matrix
from crossover_tool.charts.fields import Place, draw_fields
from crossover_tool.charts.frame import Words
from crossover_tool.charts.style import Palette
from crossover_tool.stats.verdict import Verdict
from crossover_tool.units import show
from crossover_tool.views.view import Chart, View, in_both

TOLD = {
    Verdict.TIE: "several alike",
    Verdict.UNRESOLVED: "not resolved",
    Verdict.VOID: "none proven good enough",
}
MOST_NAMED = 3


class CostMap(View[CellGrid]):
    """A map where some choices are proven good enough: a picture a cost."""

    name = "cost_map"
    of = CellGrid
    order = 60

    @cached_property
    def found(self) -> Mapping[str, Mapping[int, Frugal]]:
        """Cost -> number of a cell -> who costs least there; without costs that nobody has."""
        everything = matrix(self.analysis)
        numbers = {cell.number for cell in self.subject.cells}
        rows = [row for row in everything.rows if row.cell.number in numbers]
        known = {cost: frugal(rows, cost, everything.margin) for cost in COSTS}
        return {cost: one for cost, one in known.items() if one}

    def sentences(self) -> Sequence[str]:
        """What each picture says, for who cannot see it."""
        return [self._said(cost) for cost in self.found]

    def charts(self) -> Sequence[Chart]:
        return [
            in_both(f"-{cost}", self._words(cost), partial(self._draw, cost)) for cost in self.found
        ]

    def json(self) -> Mapping[str, object]:
        return {
            "least": {
                cost: [
                    {
                        "x": self.subject.x.value(cell.cell),
                        "y": self.subject.y.value(cell.cell),
                        "good": list(one.good),
                        "least": list(one.least),
                    }
                    for cell in self.subject.cells
                    if (one := found.get(cell.number))
                ]
                for cost, found in self.found.items()
            }
        }

    def _said(self, cost: str, saving: bool = True) -> str:
        """`least CPU time of those good enough: gather at 14 of 24 places, the next one up to 2.1x;
        thread_pool at 6`."""
        found, total = self.found[cost], len(self.subject.cells)
        owners = Counter(one.least[0] for one in found.values() if len(one.least) == 1)
        if not owners:
            return f"least {COSTS[cost]} of those good enough: proven at none of {total} places"
        told = []
        for number, (choice, count) in enumerate(owners.most_common(MOST_NAMED)):
            of = f" of {total} places" if number == 0 else ""
            more = _saving(choice, found) if saving else ""
            told.append(f"{choice} at {count}{of}{more}")
        return f"least {COSTS[cost]} of those good enough: {'; '.join(told)}"

    def _words(self, cost: str) -> Words:
        legend = (
            "A field is a cell, in the colour of the choice that costs least of those whose makespan is "
            "proven good enough; the figure: how many times that the next of them costs (alone: there is "
            "no other); dots: who is not proven to cost more; lines: another takes over."
        )
        return Words(self._said(cost, saving=False), self.subject.setting, (legend, self.machine()))

    def _draw(self, cost: str, words: Words, palette: Palette) -> Any:
        return draw_fields(self.subject, words, partial(self._place, cost), TOLD, palette)

    def _place(self, cost: str, result: CellResult | None) -> Place:
        found = self.found[cost].get(result.number) if result else None
        if found is None:
            return Place("", Verdict.VOID)
        if len(found.least) == 1:
            text = show.ratio(found.saved) if len(found.good) > 1 else "alone"
            return Place(found.least[0], Verdict.WINNER, (), text)
        return Place("", Verdict.TIE if found.alike else Verdict.UNRESOLVED, found.least)


def _saving(choice: str, found: Mapping[int, Frugal]) -> str:
    """By how much the next of those good enough costs more than a choice, at most."""
    saved = [one.saved for one in found.values() if one.least == (choice,) and len(one.good) > 1]
    return f", the next one up to {show.ratio(max(saved))}" if saved else ""
