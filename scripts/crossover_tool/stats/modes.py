"""Two modes: a contender some of whose processes are a lot slower than the others, with nothing in
between.

A median alone would hide it: "1.0x" is true of 70 % of the processes, and the other 30 % took four
times as long. So it is said beside every verdict, whatever the figure is about.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from crossover_tool.stats.spread import Series

LEAST_BLOCKS = 6
"""With fewer the rarer mode may be a single process: an outlier."""

LEAST_GAP = math.log(1.25)
"""Modes nearer than a quarter are scatter to a reader."""

APART = 2.0
"""The gap between the modes is at least so many times what either of them spans."""


@dataclass(frozen=True)
class Modes:
    """`slow` of `count` processes took `ratio` times as long as the others."""

    ratio: float
    slow: int
    count: int

    @property
    def sentence(self) -> str:
        """`two modes: 1.0x in 70 % of processes, 4.1x in 30 %`."""
        slow = round(100.0 * self.slow / self.count)
        return f"two modes: 1.0x in {100 - slow} % of processes, {self.ratio:.1f}x in {slow} %"


def modes(makespans: Mapping[str, Series]) -> dict[str, Modes]:
    """The contenders of a cell that have two modes.

    A block's interference, the median over contenders of ln(makespan) less their own median, is
    taken out first: a burst that slows all of them is no mode of any.
    """
    logs = {
        name: {block: math.log(value) for block, value in series.items()}
        for name, series in makespans.items()
        if series
    }
    levels = {name: median(one.values()) for name, one in logs.items()}
    blocks = {block for one in logs.values() for block in one}
    shared = {
        block: median(one[block] - levels[name] for name, one in logs.items() if block in one)
        for block in blocks
    }
    if len(logs) < 3:  # of two contenders, a block cannot say which one it was
        shared = dict.fromkeys(blocks, 0.0)
    found = {}
    for name, one in logs.items():
        split = _split(sorted([value - shared[block] for block, value in one.items()]))
        if split:
            found[name] = split
    return found


def _split(ordered: Sequence[float]) -> Modes | None:
    """The split at the widest gap, where it makes two modes of at least two processes each."""
    count = len(ordered)
    if count < LEAST_BLOCKS:
        return None
    gap, cut = max((ordered[n] - ordered[n - 1], n) for n in range(2, count - 1))
    span = max(ordered[cut - 1] - ordered[0], ordered[-1] - ordered[cut])
    if gap < LEAST_GAP or gap < APART * span:
        return None
    ratio = math.exp(median(ordered[cut:]) - median(ordered[:cut]))
    return Modes(ratio, count - cut, count)
