"""What the choices that are good enough cost, over the whole run, as a picture."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.frugal import COSTS, Frugal, frugal
from crossover_tool.analysis.regret_matrix import Matrix, Question, matrix
from crossover_tool.charts.cost_rows import CostPanel, draw_cost_rows
from crossover_tool.charts.frame import Words
from crossover_tool.units import show
from crossover_tool.views.view import Chart, View

SHOWN = {"cpu": "CPU time over the least", "memory": "memory over the least"}


class CostPicture(View[Analysis]):
    """The questions at which several choices are good enough: which of them is the cheaper one."""

    name = "cost_picture"
    of = Analysis
    order = 13

    @cached_property
    def matrix(self) -> Matrix:
        """Who is good enough."""
        return matrix(self.subject)

    @cached_property
    def found(self) -> Mapping[str, Mapping[int, Frugal]]:
        """Cost -> number of a cell -> who costs least there."""
        return {cost: frugal(self.matrix.rows, cost, self.matrix.margin) for cost in SHOWN}

    @cached_property
    def rows(self) -> Sequence[Question]:
        """The questions that are drawn."""
        known = [row for row in self.matrix.rows if len(row.good) > 1]
        return [row for row in known if any(row.cell.number in one for one in self.found.values())]

    def applies(self) -> bool:
        """See View."""
        return len(self.rows) > 1

    def panels(self) -> list[CostPanel]:
        """What is drawn, a panel a cost."""
        return [
            CostPanel(
                SHOWN[cost],
                [one.regrets if (one := found.get(row.cell.number)) else {} for row in self.rows],
            )
            for cost, found in self.found.items()
        ]

    def charts(self) -> Sequence[Chart]:
        """See View."""
        setting = "what the choices that are good enough cost, at the questions where several are"
        more = (
            "1x costs least of those good enough; bars: simultaneous intervals over each panel. "
            "Memory below 1 MiB above an idle process counts as 1 MiB. Hollow: on all cores."
        )
        words = Words(self.title(), setting, (more, self.machine()))

        def draw(words: Words, dark: bool = False) -> Any:
            names = [row.title for row in self.rows]
            return draw_cost_rows(names, self.panels(), words, dark)

        return [Chart("-costs", words, draw, lambda words: draw(words, dark=True))]

    def title(self) -> str:
        """`Of those good enough gather alone needs the least CPU at 5 of 9 questions; the next one
        up to 1.9x`."""
        drawn = {row.cell.number for row in self.rows}
        found = [one for number, one in self.found["cpu"].items() if number in drawn]
        alone = [one for one in found if len(one.least) == 1]
        if not alone:
            return f"Of those good enough none is proven to need less CPU at {len(found)} questions"
        owner, count = Counter(one.least[0] for one in alone).most_common(1)[0]
        saved = max(one.saved for one in alone if one.least[0] == owner)
        return (
            f"Of those good enough {owner} needs the least {COSTS['cpu']} at {count} of "
            f"{len(found)} questions; the next one up to {show.ratio(saved)}"
        )
