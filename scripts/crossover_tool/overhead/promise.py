"""What is promised of one figure, and whether what was measured keeps it.

A figure is the median over blocks of the ratio of two things that met in each (stats/paired.py).
Where one is held against nothing, the other is a time in microseconds, and so is the figure.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crossover_tool.stats.paired import log_ratio

RISK = 0.05
"""The probability that a command calls any promise broken that is kept, or kept that is broken."""


class State(StrEnum):
    """What is known of a promise."""

    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "open"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Promise:
    """The figure of `who` on `where` lies from `least` to `most`: a ratio, or microseconds where
    `in_us`. `figure` names its kind, `beside` what it is held against, "" for nothing. Where `most` is
    infinite nothing is promised, and the figure stands beside others."""

    figure: str
    who: str
    where: str
    least: float
    most: float
    beside: str = ""

    @property
    def in_us(self) -> bool:
        """A time, not a ratio."""
        return not self.beside

    def state(self, low: float, high: float) -> State:
        """What an interval says: it decides where the whole of it lies on one side of a bound."""
        if low > self.most or high < self.least:
            return State.BROKEN
        return State.KEPT if self.least <= low and high <= self.most else State.OPEN


@dataclass(frozen=True)
class Judged:
    """A promise with what was found: the median, its interval, the number of blocks; nan, and a
    `reason`, where nothing could be measured."""

    promise: Promise
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    count: int = 0
    reason: str = ""

    @property
    def state(self) -> State:
        return State.SKIPPED if self.reason else self.promise.state(self.low, self.high)


def judged(
    promise: Promise, values: Mapping[int, float], beside: Mapping[int, float], alpha: float
) -> Judged:
    """A promise judged at confidence 1 - `alpha` by what was measured of both sides, by block."""
    found = log_ratio(values, beside)
    low, high = found.interval(alpha)
    return Judged(promise, found.ratio, low, high, found.count)
