"""A side of a figure that the bench measures: one fresh process of a contender on a cell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import SampleError
from crossover_tool.plan.entrants import Entrant
from crossover_tool.bench.pair import Pairs
from crossover_tool.grouped import grouped
from crossover_tool.running.sampler import Sampler
from crossover_tool.samples.records import Measurement
from crossover_tool.suite import PlannedCell, Suite

BATCHES = 5
"""At least so many make a process's median; the bare scripts measure as many."""
MEASURED_MS = 500
"""And so long, as do the bare scripts. A server and its client find their cores anew for the first
20 batches, which may take a fifth less than the hundred that follow."""
TIMEOUT_S = 60.0

Figure = Callable[[Measurement], float]


def makespan_ns(measured: Measurement) -> float:
    return measured.sample_ns


def contract_us(measured: Measurement) -> float:
    """What the contract adds to a batch, in microseconds: never none, for a message takes time."""
    return max(measured.figure("contract_ns") / 1e3, 1e-3)


@dataclass(frozen=True)
class BenchSide:
    """A contender on a cell, and the figure of it that is wanted."""

    sampler: Sampler
    entrant: Entrant
    figure: Figure

    def take(self) -> float:
        """The figure of one process. SampleError in the bench's words where it has none."""
        found = self.sampler.take(self.entrant, TIMEOUT_S).measurement
        if not found.ok:
            pair = self.entrant.pair
            raise SampleError(f"{pair.contender.name} on {pair.cell.label}: {found.reason}")
        return self.figure(found)


class Sides:
    """Makes sides of what the bench can run, planned with one question to it."""

    def __init__(self, bench: Bench, wanted: Sequence[tuple[Cell, Contender]]) -> None:
        suite = Suite("overhead", 1, tuple(_planned(wanted)))
        self._pairs: Pairs = bench.plan(suite, {})
        self._sampler = Sampler(bench.path, programs=bench.programs(suite), min_time_ms=MEASURED_MS)

    def reason(self, cell: Cell, contender: Contender) -> str:
        """Why the pair cannot run here; "" when it can."""
        return self._pairs[cell.canonical, contender].reason

    def side(self, cell: Cell, contender: Contender, figure: Figure) -> BenchSide:
        pair = self._pairs[cell.canonical, contender]
        return BenchSide(self._sampler, Entrant(pair, BATCHES, pair.reason), figure)


def _planned(wanted: Iterable[tuple[Cell, Contender]]) -> list[PlannedCell]:
    by_cell = grouped(wanted, lambda pair: pair[0])
    return [PlannedCell(cell, tuple(c for _, c in found), 1) for cell, found in by_cell.items()]
