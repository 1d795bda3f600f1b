"""Searching a capacity: at which rate the next trial is to be. Pure: it judges what was seen."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crossover_tool.stats.capacity import PROVEN, Capacity, Tally, capacity, falling


@dataclass(frozen=True)
class Ladder:
    """The rates that may be tried, rising, and how well the capacity is to be known, as a share on
    either side."""

    rates: Sequence[int]
    precision: float

    def between(self, low: int, high: int) -> int | None:
        """The rate nearest to the middle of two others, by ratio; None where none is between."""
        inside = [rate for rate in self.rates if low < rate < high]
        middle = math.sqrt(low * high)
        return min(inside, key=lambda r: abs(math.log(r / middle))) if inside else None


def next_rate(ladder: Ladder, tallies: Mapping[int, Tally]) -> int | None:
    """The rate for the next trial; None once the capacity is known well enough, or lies beyond
    an end of the ladder.

    First the stretch between a rate that keeps the promise and one that breaks it is halved, by
    the fit over all trials, so that an unlucky one is outvoted when others come. Then trials go to
    both sides of the estimate, as far from it as the precision allows, until each is proven.
    """
    bottom, top = ladder.rates[0], ladder.rates[-1]
    if not tallies:
        return ladder.between(bottom, top) or bottom
    found = capacity(tallies)
    if found.rate is not None:
        return _around(ladder, tallies, found, found.rate)
    shares = falling(tallies).values()
    if min(shares) >= 0.5:
        return _outwards(ladder, tallies, max(tallies), top)
    if max(shares) < 0.5:
        return _outwards(ladder, tallies, min(tallies), bottom)
    return None  # what was proven contradicts itself: more trials mend nothing


def _outwards(ladder: Ladder, tallies: Mapping[int, Tally], reached: int, end: int) -> int | None:
    """Towards an end of the ladder, and at the end until it is proven."""
    if reached != end:
        return ladder.between(min(reached, end), max(reached, end)) or end
    one = tallies[end]
    return None if max(one.holds, one.breaks) >= PROVEN else end


def _around(
    ladder: Ladder, tallies: Mapping[int, Tally], found: Capacity, estimate: float
) -> int | None:
    below = max((r for r in tallies if r <= estimate), default=ladder.rates[0])
    above = min((r for r in tallies if r >= estimate), default=ladder.rates[-1])
    if above / below > 1 + ladder.precision:
        closer = ladder.between(below, above)
        if closer is not None:
            return closer
    within = 1 + ladder.precision
    sides = []
    if found.low is None or found.low < estimate / within:
        far = [r for r in ladder.rates if estimate / within <= r <= estimate]
        sides.append(far[0] if far else below)
    if found.high is None or found.high > estimate * within:
        far = [r for r in ladder.rates if estimate <= r <= estimate * within]
        sides.append(far[-1] if far else above)
    return min(sides, key=lambda r: tallies.get(r, Tally()).trials) if sides else None
