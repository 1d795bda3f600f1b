"""Searching capacities: at which rate the next trial is to be. Pure: it judges what was seen."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from crossover_tool.stats.capacity import PROVEN, Capacity, Tally, capacity, falling, proof_for
from crossover_tool.stats.capacity_regret import undecided

PRECISION_STEPS = 3.0
"""Neighbouring rates lie a third of the precision apart: an interval whose ends are rates, with the
capacity somewhere between two of them, then still fits into what is asked."""

FEWEST_STEPS, MOST_STEPS = 64, 512


def steps(low: int, high: int, precision: float) -> int:
    """Into how many steps a range of rates is cut."""
    wanted = math.log(high / low) / math.log1p(precision / PRECISION_STEPS)
    return max(FEWEST_STEPS, min(MOST_STEPS, math.ceil(wanted)))


@dataclass(frozen=True)
class Ladder:
    """The rates that may be tried, rising, how well the capacity is to be known, as a share on
    either side, and what is asked for a proof."""

    rates: Sequence[int]
    precision: float
    proof: float = PROVEN

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
    found = capacity(tallies, ladder.proof)
    if found.rate is not None:
        return _around(ladder, tallies, found, found.rate)
    shares = falling(tallies).values()
    if min(shares) >= 0.5:
        return None if found.low == top else _outwards(ladder, max(tallies), top)
    if max(shares) < 0.5:
        return None if found.high == bottom else _outwards(ladder, min(tallies), bottom)
    return None  # what was proven contradicts itself: more trials mend nothing


def _outwards(ladder: Ladder, reached: int, end: int) -> int:
    """Towards an end of the ladder, and at the end until it is proven."""
    if reached == end:
        return end
    return ladder.between(min(reached, end), max(reached, end)) or end


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


MOST_FRUITLESS = 3
"""Of a contender whose samples at a rate told nothing so often (it cannot run there, or the
generator was late each time) no more is asked."""


class Turns:
    """Contenders in turn say at which rate the next block is to be; all take part in it.

    Once each capacity is known as well as asked, those at the front go on where their order is
    open, until they are known so well that equal ones are within `margin` of one another.
    """

    def __init__(self, ladder: Ladder, names: Iterable[str], margin: float) -> None:
        self.tallies: dict[str, dict[int, Tally]] = {name: {} for name in names}
        self._ladder = replace(ladder, proof=proof_for(len(self.tallies)))
        self._open, self._margin, self._closer = list(self.tallies), margin, False
        self._fruitless: Counter[tuple[str, int]] = Counter()
        self._asked = ("", 0)

    def next(self) -> int | None:
        """The rate of the next block; None when no more is asked."""
        while self._open or self._goes_closer():
            name = self._open.pop(0)
            rate = next_rate(self._ladder, self.tallies[name])
            if rate is not None and self._fruitless[name, rate] < MOST_FRUITLESS:
                self._open.append(name)
                self._asked = (name, rate)
                return rate
        return None

    def told(self, kept: Mapping[str, bool | None]) -> None:
        """What the block that was asked for has told: of each contender whether it kept the
        promise, None where its generator was late. Who is missing told nothing."""
        asker, rate = self._asked
        self._fruitless[self._asked] += kept.get(asker) is None
        for name, one in kept.items():
            mine = self.tallies[name]
            if one is not None or rate in mine:  # before the first trial nothing is staked
                mine[rate] = mine.get(rate, Tally()).with_one(one)

    def _goes_closer(self) -> bool:
        """Whether there are some whose order is open, once; they then are the ones that ask."""
        if self._closer:
            return False
        self._closer = True
        known = {
            name: capacity(mine, self._ladder.proof) for name, mine in self.tallies.items() if mine
        }
        self._open = list(undecided(known, self._margin)) if known else []
        closer = math.sqrt(1.0 + self._margin) - 1.0
        self._ladder = replace(self._ladder, precision=min(self._ladder.precision, closer))
        return bool(self._open)
