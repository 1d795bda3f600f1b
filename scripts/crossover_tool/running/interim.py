"""An interim analysis while a run goes on: the same judging as the report's, on the samples that
there are."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from crossover_tool.analysis import deciding
from crossover_tool.analysis.regret_data import chosen
from crossover_tool.analysis.judging import interims_of
from crossover_tool.plan.schedule import Where
from crossover_tool.running.budget import Progress, until_next
from crossover_tool.running.ledger import Leaving, Ledger
from crossover_tool.samples.records import Interim, Sample
from crossover_tool.stats.judge import judge
from crossover_tool.stats.regret import MARGIN


@dataclass(frozen=True)
class BudgetLeft:
    """How many seconds are left of a budget, what a block of a cell costs of them without those who
    leave, and how many rounds there are until the next look."""

    seconds: float
    cost_s: Callable[[int, Leaving], float]
    until_next: int


UNLIMITED = BudgetLeft(math.inf, lambda cell, leaving: 0.0, 1)


def analyse_interim(
    cells: int,
    samples: Sequence[Sample],
    before: Sequence[Interim],
    now: Interim,
    margin: float = MARGIN,
    left: BudgetLeft = UNLIMITED,
) -> Interim:
    """`now` with the noise floor, the cells that go on, and who is far behind or always fails in
    them. Of `cells` those go on in which it is open whether a choice is good enough by `margin`,
    as many as what is `left` of the budget is enough for.

    The analyses `before` are those of the whole run: what they spent of the error rates stays
    spent, and what they settled stays settled.
    """
    interims = interims_of(cells, samples, [*before, now])[:-1]
    verdicts = judge(interims)
    who = dict(enumerate(deciding.admitted(samples, cells)))
    data = [chosen(one, who[number]) for number, one in enumerate(interims[-1].cells)]
    rows = deciding.regrets_by_interim(interims, who, margin)
    wanted = deciding.going_on(rows, verdicts.cells, data, margin, now.passed)
    slower = deciding.far_behind({number: rows[number] for number in wanted if number in rows}, who)
    failed = deciding.failing(samples, wanted)

    def cost_s(cell: int) -> float:
        names = [[one.contender for one in away if one.cell == cell] for away in (slower, failed)]
        return left.cost_s(cell, Leaving(*names))

    on = deciding.cheapest_decisions(wanted, cost_s, left.seconds, left.until_next)
    return replace(
        now,
        open=tuple(on),
        noise_floor=verdicts.noise_floor,
        behind=tuple(one for one in slower if one.cell in on),
        failing=tuple(one for one in failed if one.cell in on),
    )


@dataclass(frozen=True)
class LedgerProgress(Progress):
    """How far a run of so many `cells` is by its ledger, in seconds; `cost_s` estimates blocks,
    `margin` and `budget_s` are the run's."""

    cells: int
    ledger: Ledger
    cost_s: Callable[[Sequence[Where], Leaving], float]
    margin: float = MARGIN
    budget_s: float = math.inf

    @property
    def elapsed(self) -> float:
        return self.ledger.elapsed_s

    def is_whole(self, where: Where) -> bool:
        return self.ledger.is_whole(where)

    def cost(self, places: Sequence[Where]) -> float:
        return self.cost_s(places, Leaving())

    def interim(self, number: int, passed: float) -> Sequence[int]:
        """What is found is kept in the ledger."""
        recorded = self.ledger.interims
        if number < len(recorded):
            return recorded[number].open
        now = Interim(passed, self.ledger.lines, (), 0.0)
        left = BudgetLeft(self.budget_s - self.elapsed, self._cost_s, until_next(number))
        found = analyse_interim(self.cells, self.ledger.samples, recorded, now, self.margin, left)
        self.ledger.add_interim(found)
        return found.open

    def _cost_s(self, cell: int, leaving: Leaving) -> float:
        """What the next block of this cell costs; infinite where nobody would take part."""
        blocks = {sample.block for sample in self.ledger.samples if sample.cell == cell}
        return self.cost_s([Where(cell, max(blocks, default=-1) + 1)], leaving) or math.inf
