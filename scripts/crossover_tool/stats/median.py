"""A median with an interval that assumes no distribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from crossover_tool.stats.signs import p_signs, rank


@dataclass(frozen=True)
class Interval:
    """A median, its interval, how many values stand behind it, and the probability that the
    interval covers it."""

    median: float
    low: float
    high: float
    count: int
    coverage: float


def median_interval(values: Sequence[float], confidence: float = 0.95) -> Interval:
    """The median of independent `values` (at least one) with its order-statistic interval.

    The interval runs from the j-th smallest to the j-th largest value, with the largest j whose
    exact binomial coverage 1 - 2 P(Bin(n, 1/2) < j) reaches `confidence`. Below six values no j
    does at 95 %: then it is the whole range, and `coverage` says what that is worth (75 % for three
    values, 0 for one).
    """
    ordered = sorted(values)
    n = len(ordered)
    j = max(1, rank(n, 1.0 - confidence))
    coverage = 1.0 - p_signs(j - 1, n)
    return Interval(median(ordered), ordered[j - 1], ordered[n - j], n, coverage)
