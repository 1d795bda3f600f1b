"""How long the rest of a run will take."""

from collections.abc import Iterable, Mapping
from statistics import fmean

from crossover_tool.plan.schedule import Slot

START_S = 0.25
"""A guess for a sample before anything is known: starting a process, its warm-up and 100 ms of
batches."""

WARM_UP_S = 0.25
"""The warm-up takes no more of a batch than about this, and the batches beside a heartbeat no more
either."""


class Estimate:
    """Learns from every sample what the same contender on the same cell takes."""

    def __init__(
        self, bounds_s: Mapping[tuple[int, str], float], batches: Mapping[tuple[int, str], int]
    ) -> None:
        self._bounds_s, self._batches = bounds_s, batches
        self._seen: dict[tuple[int, str], list[float]] = {}

    def learn(self, slot: Slot, elapsed_s: float) -> None:
        """Remembers what one sample took."""
        self._seen.setdefault((slot.cell, slot.contender.name), []).append(elapsed_s)

    def of(self, slot: Slot) -> float:
        """Seconds that a sample will take: the mean of those before it, or a guess from its lower
        bound."""
        key = (slot.cell, slot.contender.name)
        if key in self._seen:
            return fmean(self._seen[key])
        bound_s = self._bounds_s.get(key, 0.0)
        return START_S + 2.0 * min(WARM_UP_S, bound_s) + self._batches.get(key, 1) * bound_s

    def left(self, slots: Iterable[Slot]) -> float:
        """Seconds that all of `slots` will take."""
        return sum(self.of(slot) for slot in slots)
