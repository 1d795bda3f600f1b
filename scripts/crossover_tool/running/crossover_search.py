"""Searching a crossover: blocks are put where it is uncertain, until it is known well enough or the
budget is spent."""

from collections.abc import Callable, Iterator, Sequence

from crossover_tool.axis import Axis
from crossover_tool.plan.bisection import Seen, next_value
from crossover_tool.plan.bisection import Search as Bisection
from crossover_tool.plan.schedule import Where
from crossover_tool.running.ledger import Ledger
from crossover_tool.running.policy import Policy
from crossover_tool.samples.records import Search
from crossover_tool.suite import Suite
from crossover_tool.units import show


class CrossoverSearch(Policy):
    """Blocks of a suite whose cells are the values of one swept axis, each where the search wants
    it. `say` hears that the budget is spent before the crossover is known as well as asked."""

    def __init__(
        self, suite: Suite, asked: Search, ledger: Ledger, say: Callable[[str], None]
    ) -> None:
        axis = Axis(suite.cells[0].chart)
        self._numbers = {axis.value(planned.cell): n for n, planned in enumerate(suite.cells)}
        values = tuple(sorted(self._numbers))
        self._search = Bisection(values, axis.is_log(values), suite.blocks, asked.precision)
        self._budget_s, self._ledger, self._say = asked.budget_s, ledger, say

    def blocks(self) -> Iterator[Where]:
        seen: dict[int, Seen] = {}
        while (value := next_value(self._search, seen)) is not None:
            here = seen.setdefault(value, Seen())
            where = Where(self._numbers[value], here.blocks)
            if not self._ledger.is_whole(where) and self._ledger.elapsed_s >= self._budget_s:
                spent = show.long_duration_s(self._budget_s)
                self._say(
                    f"the budget of {spent} is spent: the crossover may be known better with more"
                )
                return
            yield where
            here.blocks += 1
            for sample in self._ledger.of_block(where):
                if sample.ok and not sample.control:
                    series = here.makespans.setdefault(sample.contender.name, {})
                    series[where.block] = sample.measurement.sample_ns

    def ahead(self) -> Sequence[Where]:
        """Where the next block is wanted, this one decides."""
        return ()
