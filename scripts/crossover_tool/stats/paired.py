"""Comparing two contenders that met in the same blocks: the median of their log-ratios.

A figure is about the middle process: the median over fresh processes of the makespan of one
contender, and over blocks of the ratio of two. The interval of a ratio holds two others. Student's
t around Huber's centre: narrow, and right where noise is symmetric about its median, as it is for
two contenders of like noise, whose differences are. And the order statistics about the median,
which hold it whatever the noise (signs.py). So no skew makes a winner that the signs do not bear
out.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from crossover_tool.stats.centre import centre, middle
from crossover_tool.stats.signs import guard, p_signs, rank
from crossover_tool.stats.student import two_sided_quantile, upper_tail


@dataclass(frozen=True)
class LogRatio:
    """ln(rival / leader) over common blocks, in rising order (`logs`); its centre with the centre's
    standard error, nan below two blocks.

    `freedom`: the degrees of freedom behind the error. Of the pair alone they are one less than the
    values within reach of the centre, as with a trimmed mean (Tukey and McLaughlin 1963).
    """

    centre: float
    error: float
    logs: tuple[float, ...]
    freedom: float = 1.0

    @property
    def count(self) -> int:
        """In how many blocks both were measured."""
        return len(self.logs)

    @property
    def ratio(self) -> float:
        """The median of rival / leader; nan without a block."""
        return math.exp(middle(self.logs)) if self.logs else math.nan

    def interval(self, alpha: float) -> tuple[float, float]:
        """The median ratio's interval at confidence 1 - alpha; (0, inf) below two blocks.

        Each end is the further one of Student's t and of the order statistics.
        """
        if self.count < 2:
            return 0.0, math.inf
        half = two_sided_quantile(alpha, self.freedom) * self.error
        j = max(guard(self.count), rank(self.count, alpha))
        low, high = self.logs[j - 1], self.logs[-j]
        return _exp(min(self.centre - half, low)), _exp(max(self.centre + half, high))

    def p_beyond(self, margin: float) -> float:
        """Two-sided p-value against "the rival is at most `margin` slower" (0.02: 2 %); 1 below two
        blocks. Above alpha where the interval's lower end at 1 - alpha is not beyond the margin."""
        if self.count < 2:
            return 1.0
        edge = math.log1p(margin)
        exceptions = bisect_right(self.logs, edge)
        by_signs = 0.0 if exceptions < guard(self.count) else p_signs(exceptions, self.count)
        distance = self.centre - edge
        if distance <= 0.0:
            return 1.0
        if self.error == 0.0:
            return by_signs
        by_size = 2.0 * upper_tail(distance / self.error, self.freedom)
        return min(1.0, max(by_size, by_signs))

    def p_apart(self) -> float:
        """Two-sided p-value against "both take the same time"; 1 below two blocks."""
        return self.p_beyond(0.0) if self.centre >= 0.0 else self.turned.p_beyond(0.0)

    @property
    def turned(self) -> "LogRatio":
        """Leader over rival."""
        logs = tuple(-value for value in reversed(self.logs))
        return LogRatio(-self.centre, self.error, logs, self.freedom)


def _exp(value: float) -> float:
    return math.exp(value) if value < 700.0 else math.inf


def logs_of(rival: Mapping[int, float], leader: Mapping[int, float]) -> list[float]:
    """ln(rival / leader) in every common block, in rising order; makespans positive, by block."""
    return sorted(
        [math.log(value / leader[block]) for block, value in rival.items() if block in leader]
    )


def log_ratio(rival: Mapping[int, float], leader: Mapping[int, float]) -> LogRatio:
    """The paired log-ratio of two contenders, each given as positive makespans by block."""
    logs = logs_of(rival, leader)
    if len(logs) < 2:
        return LogRatio(logs[0] if logs else math.nan, math.nan, tuple(logs))
    found = centre(logs)
    error = found.deviation / math.sqrt(len(logs))
    return LogRatio(found.value, error, tuple(logs), max(1.0, found.inside - 1.0))
