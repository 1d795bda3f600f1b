"""What the choices that are good enough cost, over the whole run, as a picture."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, partial

from crossover_tool.analysis.decision import DECIDING
from crossover_tool.analysis.frugal import Frugal, frugal
from crossover_tool.analysis.regret_data import COSTS
from crossover_tool.analysis.regret_matrix import Question
from crossover_tool.charts.cost_rows import CostPanel, draw_cost_rows
from crossover_tool.charts.frame import Words
from crossover_tool.units import show
from crossover_tool.views.view import Chart, MatrixView, in_both


class CostPicture(MatrixView):
    """The questions at which several choices are good enough: which of them is the cheaper one."""

    name = "cost_picture"
    order = 13

    @cached_property
    def found(self) -> Mapping[str, Mapping[int, Frugal]]:
        """Cost -> number of a cell -> who costs least there."""
        return {cost: frugal(self.matrix.rows, cost, self.matrix.margin) for cost in DECIDING}

    @cached_property
    def rows(self) -> Sequence[Question]:
        known = [row for row in self.matrix.rows if len(row.good) > 1]
        return [row for row in known if any(row.cell.number in one for one in self.found.values())]

    def applies(self) -> bool:
        return len(self.rows) > 1

    def panels(self) -> list[CostPanel]:
        return [
            CostPanel(
                f"{COSTS[cost]} over the least",
                [one.regrets if (one := found.get(row.cell.number)) else {} for row in self.rows],
            )
            for cost, found in self.found.items()
        ]

    def charts(self) -> Sequence[Chart]:
        setting = "what the choices that are good enough cost, at the questions where several are"
        more = (
            "1x costs least of those good enough; bars: simultaneous intervals over each panel. "
            "Memory below 1 MiB above an idle process counts as 1 MiB. Hollow: on all cores."
        )
        words = Words(self.title(), setting, (more, self.machine()))
        names = [row.title for row in self.rows]
        return [in_both("-costs", words, partial(draw_cost_rows, names, self.panels()))]

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
