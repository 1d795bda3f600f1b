"""Comparing two runs, which share no blocks: how far the centres of their logarithms (centre.py)
lie apart, with Welch's t interval, guarded by order statistics.

B. L. Welch (1947): The generalization of Student's problem when several different population
variances are involved. Biometrika 34. The degrees of freedom are his and Satterthwaite's (1946,
Biometrics Bulletin 2), with the values within reach of the centre, as in paired.py. The guard is
T. P. Hettmansperger's (1984, Statistics and Probability Letters 2): the interval of a difference of
medians from that of each median; so no skew makes a change that the ranks do not bear out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from crossover_tool.stats.centre import centre, middle
from crossover_tool.stats.signs import GUARD, rank
from crossover_tool.stats.student import two_sided_quantile, upper_tail

FOUR_OF_FIVE = NormalDist().inv_cdf(0.8)
"""By how many standard errors a change must exceed what is just proven, to be proven in four of
five comparisons."""

EACH = 2.0 * NormalDist().cdf(NormalDist().inv_cdf(GUARD / 2.0) / math.sqrt(2.0))
"""The level of each median's interval, whose ends enclose the difference at GUARD."""


@dataclass(frozen=True)
class LogDifference:
    """Centre of ln(after) - centre of ln(before), its standard error and degrees of freedom; nan
    below two values on a side. `signs`: what the order statistics enclose the difference with."""

    mean: float
    error: float
    freedom: float
    signs: tuple[float, float] = (-math.inf, math.inf)

    @property
    def ratio(self) -> float:
        """After over before."""
        return math.exp(self.mean)

    def interval(self, alpha: float) -> tuple[float, float]:
        """The ratio's interval at confidence 1 - alpha; (0, inf) when nothing shows the spread."""
        if math.isnan(self.error):
            return 0.0, math.inf
        half = two_sided_quantile(alpha, self.freedom) * self.error if self.error else 0.0
        low = min(self.mean - half, self.signs[0])
        high = max(self.mean + half, self.signs[1])
        return math.exp(max(-700.0, low)), math.exp(min(700.0, high))

    def p_beyond(self, margin: float) -> float:
        """Two-sided p-value against "they differ by at most `margin`" (0.02: 2 %); 1 when nothing
        shows the spread, or the signs do not bear it out."""
        edge = math.log1p(margin)
        distance = abs(self.mean) - edge
        if math.isnan(self.error) or not (self.signs[0] > edge or self.signs[1] < -edge):
            return 1.0
        if self.error == 0.0:
            return 0.0 if distance > 0.0 else 1.0
        return min(1.0, 2.0 * upper_tail(distance / self.error, self.freedom))

    def detectable(self, margin: float, level: float) -> float:
        """The smallest slowing down, as a share, that would be proven to lie beyond `margin` at
        `level` in four of five such comparisons; infinite when nothing shows the spread."""
        if math.isnan(self.error):
            return math.inf
        half = two_sided_quantile(level, self.freedom) if self.error else 0.0
        needed = max((half + FOUR_OF_FIVE) * self.error, self.mean - self.signs[0])
        return math.expm1(min(700.0, math.log1p(margin) + needed))


def log_difference(before: Sequence[float], after: Sequence[float]) -> LogDifference:
    """Welch's comparison of two independent sets of positive values, on their logarithms."""
    logs = [sorted([math.log(value) for value in values]) for values in (before, after)]
    if not all(logs):
        return LogDifference(math.nan, math.nan, math.nan)
    if min(map(len, logs)) < 2:
        return LogDifference(middle(logs[1]) - middle(logs[0]), math.nan, math.nan)
    then, now = (centre(values) for values in logs)
    parts = [one.deviation**2 / len(values) for one, values in zip((then, now), logs)]
    total = sum(parts)
    spread = sum(p**2 / max(1, one.inside - 1) for p, one in zip(parts, (then, now)))
    (low, high), (least, most) = (_enclosing(values) for values in logs)
    return LogDifference(
        now.value - then.value,
        math.sqrt(total),
        total**2 / spread if spread > 0.0 else math.inf,
        (least - high, most - low),
    )


def _enclosing(ordered: Sequence[float]) -> tuple[float, float]:
    """The order statistics that enclose the median at EACH, or as far as so few values can."""
    j = max(1, rank(len(ordered), EACH))
    return ordered[j - 1], ordered[-j]
