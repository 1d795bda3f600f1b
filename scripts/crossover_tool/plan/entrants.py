"""Who runs where: the entrants of each cell, contenders and baselines alike, those that are skipped
and why, and who runs twice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.plan.control_choice import choose_control
from crossover_tool.bench.pair import Pair, Pairs
from crossover_tool.plan.schedule import Slot, Where, block_slots
from crossover_tool.suite import PlannedCell, Suite
from crossover_tool.units import show


@dataclass(frozen=True)
class Entrant:
    """A contender on a cell of the run: what the bench says of the pair, how many batches a sample
    measures at least, why it does not run ("" when it does), and whether samples of its cell are
    short."""

    pair: Pair
    batches: int
    skipped: str
    short: bool = False

    @property
    def least_s(self) -> float:
        return self.pair.least_ns / 1e9


class Entrants:
    """The entrants of a suite's cells, on the machine that `pairs` was asked on.

    `lacking` says of workloads why none of their cells can run, whatever the bench says: a server
    that cannot be had.
    """

    def __init__(
        self,
        suite: Suite,
        catalog: Catalog,
        pairs: Pairs,
        seed: int,
        lacking: Mapping[str, str] = {},
    ) -> None:
        self.suite, self.seed = suite, seed
        self._cells = [
            {
                contender: _entrant(planned, pairs[planned.cell.canonical, contender], lacking)
                for contender in planned.contenders
            }
            for planned in suite.cells
        ]
        self._controls = [
            choose_control(
                [self.of(number, c).pair for c in self.running(number)],
                seed,
                number,
                refuses=catalog.workload(planned.cell.workload).wait == "dialogue",
            )
            for number, planned in enumerate(suite.cells)
        ]

    def of(self, cell: int, contender: Contender) -> Entrant:
        return self._cells[cell][contender]

    def running(self, cell: int) -> tuple[Contender, ...]:
        return tuple(c for c, entrant in self._cells[cell].items() if not entrant.skipped)

    def skipped(self, cell: int) -> dict[Contender, Entrant]:
        return {c: entrant for c, entrant in self._cells[cell].items() if entrant.skipped}

    def control(self, cell: int) -> Contender | None:
        """Who runs twice on a cell, None where nobody does."""
        return self._controls[cell]

    def block(
        self, where: Where, behind: Collection[str] = (), failing: Collection[str] = ()
    ) -> list[Slot]:
        """The samples of one block in their order, of all but the contenders called so. Of those who
        are behind who runs twice stays, since the A/A control judges the whole cell."""
        control = self._controls[where.cell]
        slots = block_slots(where, self.seed, self.running(where.cell), control)
        return [
            slot
            for slot in slots
            if slot.contender.name not in failing
            and (slot.contender == control or slot.contender.name not in behind)
        ]


def _entrant(planned: PlannedCell, pair: Pair, lacking: Mapping[str, str]) -> Entrant:
    longest_ns = planned.max_sample_us * 1e3
    reason = pair.reason or lacking.get(planned.cell.workload, "")
    if not reason and pair.least_ns > longest_ns:
        least = show.duration_ns(pair.least_ns)
        reason = f"would take at least {least}, above max_sample {show.duration_ns(longest_ns)}"
    fitting = planned.batches if pair.least_ns <= 0 else int(longest_ns // pair.least_ns)
    batches = max(1, min(planned.batches, fitting))
    return Entrant(pair, batches, reason, short=planned.batches == 1)
