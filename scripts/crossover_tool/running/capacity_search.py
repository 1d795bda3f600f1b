"""Searching capacities: the highest rate at which a promise is kept, of each contender in turn, in
trials that are interleaved and never the last word."""

from collections.abc import Callable, Iterator, Sequence

from crossover_tool.axis import Axis
from crossover_tool.plan.capacity_steps import Ladder, Turns
from crossover_tool.plan.schedule import Where
from crossover_tool.plan.slo import is_kept, promised
from crossover_tool.running.ledger import Ledger
from crossover_tool.running.policy import Policy
from crossover_tool.samples.records import Search, Status
from crossover_tool.stats.capacity_regret import alike
from crossover_tool.suite import Suite
from crossover_tool.units import show


class CapacitySearch(Policy):
    """Blocks of a suite whose cells are rates. In turn each contender says at which rate it wants
    the next, and all take part in it. `say` hears that the budget is spent before every capacity is
    known as well as asked."""

    def __init__(
        self, suite: Suite, asked: Search, margin: float, ledger: Ledger, say: Callable[[str], None]
    ) -> None:
        axis = Axis(suite.cells[0].chart)
        self._numbers = {axis.value(planned.cell): n for n, planned in enumerate(suite.cells)}
        names = [contender.name for contender in suite.cells[0].contenders]
        ladder = Ladder(sorted(self._numbers), asked.precision)
        self._turns = Turns(ladder, names, alike(margin, asked.precision))
        self._names = frozenset(names)
        self._slo = promised(asked)
        self._budget_s, self._ledger, self._say = asked.budget_s, ledger, say

    def blocks(self) -> Iterator[Where]:
        taken = dict.fromkeys(self._numbers, 0)
        while (rate := self._turns.next()) is not None:
            where = Where(self._numbers[rate], taken[rate])
            if not self._ledger.is_whole(where) and self._ledger.elapsed_s >= self._budget_s:
                spent = show.long_duration_s(self._budget_s)
                self._say(f"the budget of {spent} is spent: capacities may be known better")
                return
            yield where
            taken[rate] += 1
            self._turns.told(self._kept(where))

    def ahead(self) -> Sequence[Where]:
        """Where the next block is wanted, this one decides."""
        return ()

    def _kept(self, where: Where) -> dict[str, bool | None]:
        """Whose trial in a block told something, and what; None of those whose generator was
        late."""
        told: dict[str, bool | None] = {}
        for sample in self._ledger.of_block(where):
            kept = is_kept(self._slo, sample.measurement)
            name = sample.contender.name
            tells = kept is not None or sample.measurement.status is Status.LATE
            if tells and name in self._names and not sample.control:
                told[name] = kept
        return told
