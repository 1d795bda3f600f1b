"""Searching capacities: the highest rate at which a promise is kept, of each contender in turn, in
trials that are interleaved and never the last word."""

from collections.abc import Callable, Iterator, Sequence

from crossover_tool.analysis.axis import Axis
from crossover_tool.cell import Contender
from crossover_tool.plan.capacity_steps import Ladder, next_rate
from crossover_tool.plan.schedule import Where
from crossover_tool.plan.slo import is_kept, promised
from crossover_tool.running.ledger import Ledger
from crossover_tool.samples.records import Search
from crossover_tool.stats.capacity import Tally
from crossover_tool.suites.suite import Suite
from crossover_tool.units import show


class CapacitySearch:
    """Blocks of a suite whose cells are rates. In turn each contender says at which rate it wants
    the next, and all take part in it. `say` hears that the budget is spent before every capacity is
    known as well as asked."""

    def __init__(
        self, suite: Suite, asked: Search, ledger: Ledger, say: Callable[[str], None]
    ) -> None:
        axis = Axis(suite.cells[0].chart)
        self._numbers = {axis.value(planned.cell): n for n, planned in enumerate(suite.cells)}
        self._ladder = Ladder(sorted(self._numbers), asked.precision)
        self._slo = promised(asked)
        self._open = list(suite.cells[0].contenders)
        self._tallies: dict[Contender, dict[int, Tally]] = {c: {} for c in self._open}
        self._fruitless: dict[tuple[Contender, int], int] = {}
        self._budget_s, self._ledger, self._say = asked.budget_s, ledger, say

    def blocks(self) -> Iterator[Where]:
        """See Policy."""
        taken = dict.fromkeys(self._numbers, 0)
        while self._open:
            contender = self._open.pop(0)
            rate = next_rate(self._ladder, self._tallies[contender])
            if rate is None or self._fruitless.get((contender, rate), 0) >= MOST_FRUITLESS:
                continue
            self._open.append(contender)
            where = Where(self._numbers[rate], taken[rate])
            if not self._ledger.is_whole(where) and self._ledger.elapsed_s >= self._budget_s:
                spent = show.long_duration_s(self._budget_s)
                self._say(f"the budget of {spent} is spent: capacities may be known better")
                return
            yield where
            taken[rate] += 1
            told = self._count(where, rate)
            if contender not in told:
                self._fruitless[contender, rate] = self._fruitless.get((contender, rate), 0) + 1

    def ahead(self) -> Sequence[Where]:
        """See Policy: where the next block is wanted, this one decides."""
        return ()

    def _count(self, where: Where, rate: int) -> set[Contender]:
        """Counts a block's trials; returns whose it has told of."""
        told = set()
        for sample in self._ledger.of_block(where):
            kept = is_kept(self._slo, sample.measurement)
            mine = self._tallies.get(sample.contender)
            if kept is not None and mine is not None and not sample.control:
                mine[rate] = mine.get(rate, Tally()).with_one(kept)
                told.add(sample.contender)
        return told


MOST_FRUITLESS = 3
"""Of a contender whose samples at a rate told nothing so often (it cannot run there, or the
generator was late each time) no more is asked."""
