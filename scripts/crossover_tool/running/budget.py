"""Blocks until every cell is settled or a budget is spent."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from crossover_tool.plan.schedule import Where, cell_order
from crossover_tool.running.policy import Policy

INTERIMS = (6, 9, 13, 19, 28, 42, 63, 94, 141, 211, 316)
"""Rounds of blocks after which the evidence is analysed. Each analysis costs error rate, so they
come ever more rarely: each about half as many blocks again. Not before six (FEW_BLOCKS): a contender
that is four times as slow in a third of its processes is so in each of three blocks in one cell of
27, and where a budget is left nobody need name a winner on that."""


def until_next(number: int) -> int:
    """How many rounds there are from the analysis with this number to the next."""
    return INTERIMS[min(number + 1, len(INTERIMS) - 1)] - INTERIMS[min(number, len(INTERIMS) - 2)]


class Progress(Protocol):
    """How far a run is, in the unit of its budget."""

    @property
    def elapsed(self) -> float:
        """How much is spent."""

    def is_whole(self, where: Where) -> bool:
        """True for a block that a run which is resumed has already."""

    def cost(self, places: Sequence[Where]) -> float:
        """How much these blocks will take."""

    def interim(self, number: int, passed: float) -> Sequence[int]:
        """The cells that go on by the interim analysis with this number, made when a share of the
        budget had passed, unless it was made before the run was resumed."""


class Budget(Policy):
    """In a round every cell that still takes part gets one block; who does, the interim analyses
    say. No round begins that would exceed the budget, but for the first ones, `least` of them, in
    which every cell takes part.

    Who paused goes on where it was, so that its orders stay balanced.
    """

    def __init__(
        self, cells: int, seed: int, budget: float, progress: Progress, least: int = 1
    ) -> None:
        self._seed, self._budget, self._progress = seed, budget, progress
        self._least = least
        self._taken = [0] * cells
        self._ahead: Sequence[Where] = ()

    def blocks(self) -> Iterator[Where]:
        going_on: Sequence[int] = range(len(self._taken))
        rounds = analyses = 0
        while going_on:
            order = cell_order(sorted(going_on), self._seed, rounds)
            places = [Where(number, self._taken[number]) for number in order]
            missing = [where for where in places if not self._progress.is_whole(where)]
            if rounds >= self._least and missing and self._exceeded(missing):
                return
            for place, where in enumerate(places, start=1):
                self._ahead = places[place:]
                yield where
                self._taken[where.cell] += 1
            rounds += 1
            if rounds in INTERIMS and rounds >= self._least:
                passed = min(1.0, self._progress.elapsed / self._budget)
                going_on = self._progress.interim(analyses, passed)
                analyses += 1

    def ahead(self) -> Sequence[Where]:
        return self._ahead

    def _exceeded(self, missing: Sequence[Where]) -> bool:
        return self._progress.elapsed + self._progress.cost(missing) > self._budget
