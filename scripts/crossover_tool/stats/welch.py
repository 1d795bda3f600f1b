"""Comparing two runs, which share no blocks: the difference of mean logarithms with Welch's t
interval.

B. L. Welch (1947): The generalization of Student's problem when several different population
variances are involved. Biometrika 34. The degrees of freedom are his and Satterthwaite's (1946,
Biometrics Bulletin 2).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from crossover_tool.stats.student import two_sided_quantile, upper_tail


@dataclass(frozen=True)
class LogDifference:
    """Mean ln(after) - mean ln(before), its standard error and degrees of freedom; nan below two
    values on a side."""

    mean: float
    error: float
    freedom: float

    @property
    def ratio(self) -> float:
        """The ratio of geometric means, after over before."""
        return math.exp(self.mean)

    def interval(self, alpha: float) -> tuple[float, float]:
        """The ratio's interval at confidence 1 - alpha; (0, inf) when nothing shows the spread."""
        if math.isnan(self.error):
            return 0.0, math.inf
        if self.error == 0.0:
            return self.ratio, self.ratio
        half = two_sided_quantile(alpha, self.freedom) * self.error
        return math.exp(max(-700.0, self.mean - half)), math.exp(min(700.0, self.mean + half))

    def p_beyond(self, margin: float) -> float:
        """Two-sided p-value against "they differ by at most `margin`" (0.02: 2 %); 1 when nothing
        shows the spread."""
        distance = abs(self.mean) - math.log1p(margin)
        if math.isnan(self.error):
            return 1.0
        if self.error == 0.0:
            return 0.0 if distance > 0.0 else 1.0
        return min(1.0, 2.0 * upper_tail(distance / self.error, self.freedom))


def log_difference(before: Sequence[float], after: Sequence[float]) -> LogDifference:
    """Welch's comparison of two independent sets of positive values, on their logarithms."""
    logs = [[math.log(value) for value in values] for values in (before, after)]
    if not all(logs):
        return LogDifference(math.nan, math.nan, math.nan)
    mean = fmean(logs[1]) - fmean(logs[0])
    if min(map(len, logs)) < 2:
        return LogDifference(mean, math.nan, math.nan)
    parts = [variance(values) / len(values) for values in logs]
    total = sum(parts)
    if total == 0.0:
        return LogDifference(mean, 0.0, math.inf)
    spread = sum(part**2 / (len(values) - 1) for part, values in zip(parts, logs))
    return LogDifference(mean, math.sqrt(total), total**2 / spread)
