"""How long the rest of a run will take."""

from collections.abc import Iterable
from statistics import fmean

from crossover_tool.plan.entrants import Entrants
from crossover_tool.plan.schedule import Slot

START_S = 0.25
"""A guess for a sample before anything is known: starting a process, its warm-up and 100 ms of
batches."""

SHORT_S = 0.08
"""The same of a short sample, with 30 ms of batches."""

WARM_UP_S = 0.25
"""The warm-up takes no more of a batch than about this, and the batches beside a heartbeat no more
either."""


class Estimate:
    """Learns from every sample what the same contender on the same cell takes."""

    def __init__(self, entrants: Entrants) -> None:
        self._entrants = entrants
        self._seen: dict[tuple[int, str], list[float]] = {}

    def learn(self, slot: Slot, elapsed_s: float) -> None:
        self._seen.setdefault((slot.where.cell, slot.contender.name), []).append(elapsed_s)

    def of(self, slot: Slot) -> float:
        """Seconds that a sample will take: the mean of those before it, or a guess from its
        least."""
        seen = self._seen.get((slot.where.cell, slot.contender.name))
        if seen:
            return fmean(seen)
        entrant = self._entrants.of(slot.where.cell, slot.contender)
        start_s = SHORT_S if entrant.short else START_S
        return start_s + 2.0 * min(WARM_UP_S, entrant.least_s) + entrant.batches * entrant.least_s

    def left(self, slots: Iterable[Slot]) -> float:
        """Seconds that all of `slots` will take."""
        return sum(self.of(slot) for slot in slots)
