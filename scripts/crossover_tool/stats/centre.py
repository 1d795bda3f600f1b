"""The middle of a few values when some are wild: Huber's estimate of location and its error.

P. J. Huber: Robust Statistics (1981), section 6.4, "proposal 2"; ISO 13528:2022 calls it Algorithm
A. Values further than 1.5 scales from the centre are drawn in to that distance; the centre is the
mean of what results, the scale its standard deviation, and so on until neither moves. In normal
noise its error is 2 % above that of the mean; up to a quarter of the values may lie anywhere.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

REACH = 1.5
"""ISO 13528: beyond so many scales a value is drawn in."""

NORMAL = 1.1339
"""What makes the drawn-in standard deviation that of normal noise, at a reach of 1.5."""

MAD = 1.4826
"""What makes the median absolute deviation the standard deviation of normal noise."""

LEAST = 6
"""Of fewer values none can be told to be wild: with one of four drawn in, three are left."""

ROUNDS = 30
SETTLED = 1e-6
"""The rounds end when centre and scale move by less than a millionth of the scale."""


def _added(values: Iterable[float]) -> float:
    """The sum, each value added to what came before it: as the page's script adds. From Python 3.12
    on `sum` corrects itself."""
    return reduce(add, values)


@dataclass(frozen=True)
class Centre:
    """The centre of some values, the standard deviation that its error is reckoned from (that error
    is `deviation / sqrt(n)`), and how many values lie within reach."""

    value: float
    deviation: float
    inside: int


def middle(ordered: Sequence[float]) -> float:
    """The median of values in rising order, of which there is at least one."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else 0.5 * (ordered[half - 1] + ordered[half])


def centre(ordered: Sequence[float]) -> Centre:
    """The centre of at least two values in rising order.

    The deviation is Huber's (1981, equation 6.5.2): that of the drawn-in values over the share m of
    values within reach, times 1 + (1 - m) / (n m), his correction for few values. Of fewer than
    LEAST values none is drawn in: centre and deviation are mean and standard deviation.
    """
    count = len(ordered)
    if count < LEAST:
        mean = math.fsum(ordered) / count
        plain = math.fsum([(one - mean) ** 2 for one in ordered])
        return Centre(mean, math.sqrt(plain / (count - 1)), count)
    value = middle(ordered)
    scale = MAD * middle(sorted([abs(one - value) for one in ordered]))
    if scale == 0.0:  # more than half are alike: that is no scale for the others
        scale = math.sqrt(_added([(one - value) ** 2 for one in ordered]) / (count - 1))
    first, last = 0, count
    squares = 0.0
    for _ in range(ROUNDS):
        low, high = value - REACH * scale, value + REACH * scale
        first, last = bisect_left(ordered, low), bisect_right(ordered, high)
        drawn = [low] * first + [*ordered[first:last]] + [high] * (count - last)
        mean = _added(drawn) / count
        squares = _added([(one - mean) * (one - mean) for one in drawn])
        wider = NORMAL * math.sqrt(squares / (count - 1))
        settled = abs(mean - value) + abs(wider - scale) <= SETTLED * wider
        value, scale = mean, wider
        if settled:
            break
    inside = max(1, last - first)
    share = inside / count
    correction = 1.0 + (1.0 - share) / (count * share)
    return Centre(value, correction * math.sqrt(squares / (count - 1)) / share, inside)
