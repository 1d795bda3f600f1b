"""Crossover points: where along a swept parameter one contender overtakes another, with a
confidence interval.

A place belongs to the interval unless Student's t rejects that the mean log-ratio is 0 there: the
set that Fieller (1954, Journal of the Royal Statistical Society B 16) gives for the root of a line.
It holds the root with the nominal probability however flat the line is; an interval from the root's
standard error would not.

What the curve does between two measured values is not known. So it is drawn three times: as a line
in the axis' place (the logarithm of the value, where the axis is logarithmic), and as the parabola
through the next measured value on either side. A place must be rejected under each.

A curve may also jump (a pool that is full, a cache that overflows), and then neither line nor
parabola says where. So an interval is never narrower than the stretch from the last measured value
that proves the one to the first that proves the other, each at its share of the level.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import NormalDist

from crossover_tool.stats.paired import LogRatio
from crossover_tool.stats.signs import guard, rank
from crossover_tool.stats.student import upper_tail

LEVEL = 0.05
STEPS = 32
"""Places at which a piece between two measured values is examined before its edges are bisected."""


HALVINGS = 20
"""An edge is known to a millionth of a STEPS-th."""


@dataclass(frozen=True)
class SweepPoint:
    """ln(before / after) at one place of the axis: its centre over blocks (`mean`) and the standard
    error of that; how far its median lies above the centre (`skew`); and where it was measured the
    order statistics that enclose the median."""

    place: float
    mean: float
    error: float
    freedom: float
    signs: tuple[float, float] | None = None
    skew: float = 0.0

    def sign(self, alpha: float = LEVEL) -> int:
        """-1: `before` is proven faster here, 1: `after` is, 0: neither."""
        if not rejects(self._nearer, self.error, self.freedom, alpha):
            return 0
        if self.signs and self.signs[0] <= 0.0 <= self.signs[1]:
            return 0
        return 1 if self.mean > 0.0 else -1

    @property
    def _nearer(self) -> float:
        """Of centre and median the one that is nearer to 0: skewed noise keeps them apart, and then
        neither alone says who is ahead."""
        middle = self.mean + self.skew
        if middle * self.mean <= 0.0:
            return 0.0
        return min(self.mean, middle, key=abs)


def measured(place: float, ratio: LogRatio) -> SweepPoint:
    """The point that the log-ratio of two contenders, with two common blocks at least, makes at
    `place`."""
    j = max(guard(ratio.count), rank(ratio.count, LEVEL))
    ends = ratio.logs[j - 1], ratio.logs[-j]
    skew = math.log(ratio.ratio) - ratio.centre
    return SweepPoint(place, ratio.centre, ratio.error, ratio.freedom, ends, skew)


@dataclass(frozen=True)
class Root:
    """Where the ratio is 1 on the axis: an estimate and its interval, as places."""

    estimate: float
    low: float
    high: float


def rejects(mean: float, error: float, freedom: float, alpha: float) -> bool:
    """True when Student's t rejects that the mean is 0, two-sided at `alpha`. Never without degrees
    of freedom."""
    if math.isnan(error) or freedom <= 0.0:
        return False
    if error == 0.0:
        return mean != 0.0
    t = abs(mean) / error
    return t > _least(alpha) and upper_tail(t, freedom) < alpha / 2.0


@cache
def _least(alpha: float) -> float:
    """The normal quantile: Student's is never less, so below it nothing need be computed."""
    return NormalDist().inv_cdf(1.0 - alpha / 2.0)


def combined(points: Sequence[SweepPoint], weights: Sequence[float], place: float) -> SweepPoint:
    """The weighted sum of points at `place`; its degrees of freedom are Satterthwaite's (1946).

    The points come from different processes, so their errors are independent.
    """
    parts = [(weight * point.error) ** 2 for weight, point in zip(weights, points)]
    total = sum(parts)
    spread = sum(part**2 / point.freedom for part, point in zip(parts, points))
    return SweepPoint(
        place=place,
        mean=sum(weight * point.mean for weight, point in zip(weights, points)),
        error=math.sqrt(total),
        freedom=total**2 / spread if spread > 0.0 else min(point.freedom for point in points),
        skew=sum(weight * point.skew for weight, point in zip(weights, points)),
    )


def curves(points: Sequence[SweepPoint], left: int) -> list[list[SweepPoint]]:
    """The points through which the curve is drawn between `left` and its neighbour: the two, and
    three on either side.

    A third point nearer than half their distance is passed over: a parabola through it would
    amplify its error.
    """
    pair = [points[left], points[left + 1]]
    room = (pair[1].place - pair[0].place) / 2.0
    before = [point for point in points[:left] if pair[0].place - point.place >= room]
    after = [point for point in points[left + 2 :] if point.place - pair[1].place >= room]
    return [
        pair,
        *([before[-1], *pair] for _ in before[-1:]),
        *([*pair, after[0]] for _ in after[:1]),
    ]


def drawn(curve: Sequence[SweepPoint], place: float) -> SweepPoint:
    """The polynomial through `curve` at `place` (Lagrange)."""
    weights = [
        math.prod(
            (place - other.place) / (own.place - other.place) for other in curve if other is not own
        )
        for own in curve
    ]
    return combined(curve, weights, place)


def root(points: Sequence[SweepPoint], left: int, right: int, alpha: float = LEVEL) -> Root | None:
    """Where `after` overtakes `before` between the points `left`, which proves `before`, and
    `right`, which proves `after`.

    None when they do not. Points in rising order of place, each with at least two blocks.
    """
    if left >= right or points[left].sign(alpha) != -1 or points[right].sign(alpha) != 1:
        return None
    low = _edge(points, left, right, alpha)
    mirrored = [_mirrored(point) for point in reversed(points)]
    last = len(points) - 1
    high = -_edge(mirrored, last - right, last - left, alpha)
    start, end = _stretch(points, alpha)
    return Root(_estimate(points[left : right + 1]), min(low, start), max(high, end))


def _mirrored(point: SweepPoint) -> SweepPoint:
    signs = (-point.signs[1], -point.signs[0]) if point.signs else None
    return replace(point, place=-point.place, mean=-point.mean, signs=signs, skew=-point.skew)


def _stretch(points: Sequence[SweepPoint], alpha: float) -> tuple[float, float]:
    """From the last place that proves `before`, ahead of any that proves `after`, to the first that
    proves `after` beyond every one that proves `before`: where they alternate, all of it.

    Which ones those are is chosen among all that were measured, so each must prove it at its share
    of the level (Bonferroni). Where none does, the stretch begins or ends with the range.
    """
    signs = [point.sign(alpha / len(points)) for point in points]
    befores = [n for n, sign in enumerate(signs) if sign == -1]
    afters = [n for n, sign in enumerate(signs) if sign == 1]
    start = max((n for n in befores if n < min(afters, default=len(points))), default=0)
    end = min((n for n in afters if n > max(befores, default=-1)), default=len(points) - 1)
    return points[start].place, points[end].place


def _estimate(points: Sequence[SweepPoint]) -> float:
    """The middle one of the places where the line changes sign: there is an odd number of them."""
    roots = []
    for one, other in zip(points, points[1:]):
        if (one.mean < 0.0) != (other.mean < 0.0):
            roots.append(one.place + (other.place - one.place) * one.mean / (one.mean - other.mean))
    return roots[len(roots) // 2]


def _edge(points: Sequence[SweepPoint], left: int, right: int, alpha: float) -> float:
    """The first place after the point `left` at which it is no longer proven, under every curve,
    that the mean is below 0."""
    for index in range(left, right):
        ways = curves(points, index)
        start, end = points[index].place, points[index + 1].place

        def proven(place: float) -> bool:
            return all(drawn(way, place).sign(alpha) == -1 for way in ways)

        below = start
        for step in range(1, STEPS + 1):
            place = start + (end - start) * step / STEPS
            if not proven(place):
                return _bisected(proven, below, place)
            below = place
    return points[right].place


def _bisected(proven: Callable[[float], bool], below: float, beyond: float) -> float:
    for _ in range(HALVINGS):
        middle = (below + beyond) / 2.0
        below, beyond = (middle, beyond) if proven(middle) else (below, middle)
    return beyond
