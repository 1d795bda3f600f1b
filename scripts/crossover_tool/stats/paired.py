"""Comparing two contenders that met in the same blocks: log-ratios and their Student-t interval."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from crossover_tool.stats.student import two_sided_quantile, upper_tail


@dataclass(frozen=True)
class LogRatio:
    """Mean and standard error of ln(rival / leader) over `count` common blocks; the error is nan
    below two blocks.

    `freedom`: the degrees of freedom behind the error; those of the pair alone (count - 1) where it
    is 0.
    """

    mean: float
    error: float
    count: int
    freedom: float = 0.0

    @property
    def ratio(self) -> float:
        """The geometric mean of rival / leader."""
        return math.exp(self.mean)

    def interval(self, alpha: float) -> tuple[float, float]:
        """The ratio's interval at confidence 1 - alpha; (0, inf) below two blocks."""
        if self.count < 2:
            return 0.0, math.inf
        half = two_sided_quantile(alpha, self.freedom or self.count - 1) * self.error
        return _exp(self.mean - half), _exp(self.mean + half)

    def p_beyond(self, margin: float) -> float:
        """Two-sided p-value against "the rival is at most `margin` slower" (0.02: 2 %); 1 below two
        blocks."""
        if self.count < 2:
            return 1.0
        distance = self.mean - math.log1p(margin)
        if self.error == 0.0:
            return 0.0 if distance > 0 else 1.0
        return min(1.0, 2.0 * upper_tail(distance / self.error, self.freedom or self.count - 1))

    def p_apart(self) -> float:
        """Two-sided p-value against "both take the same time"; 1 below two blocks."""
        both = (
            self if self.mean >= 0.0 else LogRatio(-self.mean, self.error, self.count, self.freedom)
        )
        return both.p_beyond(0.0)


def _exp(value: float) -> float:
    return math.exp(value) if value < 700.0 else math.inf


def log_ratio(rival: Mapping[int, float], leader: Mapping[int, float]) -> LogRatio:
    """The paired log-ratio of two contenders, each given as positive makespans by block."""
    common = sorted(set(rival) & set(leader))
    logs = [math.log(rival[block] / leader[block]) for block in common]
    if not logs:
        return LogRatio(math.nan, math.nan, 0)
    mean, count = fmean(logs), len(logs)
    if count < 2:
        return LogRatio(mean, math.nan, count)
    # fsum: statistics.stdev computes in fractions, and was half of all that judging takes
    squares = math.fsum((value - mean) ** 2 for value in logs)
    return LogRatio(mean, math.sqrt(squares / (count - 1) / count), count)
