"""Searching a crossover: which value of a swept parameter is to be measured next. Pure: it judges
what was seen so far."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from crossover_tool.cell import Contender
from crossover_tool.stats.crossing import SweepPoint, measured, root
from crossover_tool.stats.paired import log_ratio

Makespans = Mapping[str, Mapping[int, float]]
"""Contender -> block -> makespan."""


@dataclass
class Seen:
    """What one value has: how many blocks were taken, whatever came of them, and the good
    makespans."""

    blocks: int = 0
    makespans: dict[str, dict[int, float]] = field(default_factory=dict)


MOST_BLOCKS = 10
"""A value gets at most so many times the planned blocks: beyond, its noise will not be averaged
away in any budget."""


@dataclass(frozen=True)
class Search:
    """What is searched: among which values, with how many blocks a value, until the interval is
    within `precision` of the estimate on either side (a ratio on a logarithmic axis, else a share
    of the range)."""

    values: tuple[int, ...]
    log: bool
    blocks: int
    precision: float

    def place(self, value: float) -> float:
        return math.log(value) if self.log else value

    @property
    def tolerance(self) -> float:
        """The precision as a distance between places."""
        if self.log:
            return math.log1p(self.precision)
        return self.precision * (self.values[-1] - self.values[0])

    def nearest(self, place: float, low: int, high: int) -> int | None:
        """The value nearest to `place` strictly between two others; None when there is none."""
        inside = [value for value in self.values if low < value < high]
        return min(inside, key=lambda value: abs(self.place(value) - place)) if inside else None


def next_value(search: Search, seen: Mapping[int, Seen]) -> int | None:
    """The value that gets the next block, or None when the search is over.

    A value's blocks are planned and never depend on what they show. First both ends; then the
    middle of the stretch in which the lead is open; last, values around the estimate, until the
    interval is narrow enough.
    """
    for value in [search.values[0], search.values[-1], *seen]:
        if value not in seen or seen[value].blocks < search.blocks:
            return value
    rivals = _rivals(seen)
    if rivals is None:
        middle = _middle(search, search.values[0], search.values[-1])
        return None if middle in seen else middle
    points = _points(search, seen, *rivals)
    low, high = _bracket(search, points)
    for start, end in _gaps(search, points, low, high):
        middle = _middle(search, start, end)
        if middle is not None and middle not in seen:
            return middle
    return _refined(search, seen, points, low, high)


def leader(makespans: Makespans) -> str:
    """The strategy of the contender with the lowest median; "" when nothing was measured."""
    named = {name: median(series.values()) for name, series in makespans.items() if series}
    return (
        Contender.parse(min(named, key=lambda name: (named[name], name))).strategy if named else ""
    )


def _rivals(seen: Mapping[int, Seen]) -> tuple[str, str] | None:
    """The leader at the low end, and the next one to lead; None when one leads wherever it was
    measured."""
    leaders = [leader(seen[value].makespans) for value in sorted(seen)]
    other = next((name for name in leaders if name and name != leaders[0]), None)
    return (leaders[0], other) if leaders[0] and other else None


def _points(
    search: Search, seen: Mapping[int, Seen], before: str, after: str
) -> dict[int, SweepPoint]:
    """ln(before / after) at every value where both were measured."""
    found = {}
    for value in sorted(seen):
        sides = [_best(seen[value].makespans, strategy) for strategy in (before, after)]
        ratio = log_ratio(sides[0], sides[1])
        if ratio.count >= 2:
            found[value] = measured(search.place(value), ratio)
    return found


def _best(makespans: Makespans, strategy: str) -> Mapping[int, float]:
    """The series of the strategy's best contender; empty when it has none."""
    theirs = [
        s for name, s in makespans.items() if s and Contender.parse(name).strategy == strategy
    ]
    return min(theirs, key=lambda series: median(series.values()), default={})


def _bracket(search: Search, points: Mapping[int, SweepPoint]) -> tuple[int, int]:
    """The stretch from the last value that proves `before` to the first that proves `after`; ends
    where none does."""
    high = next((value for value, point in points.items() if point.sign() == 1), search.values[-1])
    lows = [value for value, point in points.items() if value < high and point.sign() == -1]
    return max(lows, default=search.values[0]), high


def _gaps(
    search: Search, points: Mapping[int, SweepPoint], low: int, high: int
) -> Iterator[tuple[int, int]]:
    """The gaps beside what is open, the wider first, as far as they are wider than what is asked
    for.

    Where both ends were measured and one of them proves nothing, there is nothing to search between
    them.
    """
    ends = (points.get(low), points.get(high))
    if any(end is not None and end.sign() == 0 for end in ends):
        return
    inside = [value for value in points if low < value < high]
    gaps = [(low, inside[0]), (inside[-1], high)] if inside else [(low, high)]
    for start, end in sorted(gaps, key=lambda gap: search.place(gap[0]) - search.place(gap[1])):
        if search.place(end) - search.place(start) > search.tolerance:
            yield start, end


def _middle(search: Search, low: int, high: int) -> int | None:
    return search.nearest((search.place(low) + search.place(high)) / 2.0, low, high)


def _refined(
    search: Search, seen: Mapping[int, Seen], points: Mapping[int, SweepPoint], low: int, high: int
) -> int | None:
    """The value beside the estimate that helps most, or None when the interval is narrow enough or
    cannot be had."""
    values = list(points)
    if low not in points or high not in points:
        return None
    found = root(list(points.values()), values.index(low), values.index(high))
    if found is None or found.high - found.low <= 2.0 * search.tolerance:
        return None
    below = max(value for value in values if search.place(value) <= found.estimate)
    above = min((value for value in values if search.place(value) > found.estimate), default=below)
    if search.place(above) - search.place(below) > search.tolerance:
        closer = search.nearest(found.estimate, below, above)
        if closer is not None:
            return closer
    fewest = min((below, above), key=lambda value: seen[value].blocks)
    return fewest if seen[fewest].blocks < MOST_BLOCKS * search.blocks else None
