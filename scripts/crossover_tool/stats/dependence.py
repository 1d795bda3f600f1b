"""Whether blocks depend on one another: does a contender that is slow in one block stay so in the
next?

Everything that is claimed takes blocks for independent: fresh processes, blocks of a cell far
apart. A mode that each contender keeps from block to block breaks that, and intervals become too
narrow. The lag-1 autocorrelation of the log-ratios shows it. Its null distribution comes from
permuting a cell's blocks (the same permutation for all its contenders, who share them), so that it
is exact whatever the noise: a Mantel (1967, Cancer Research 27) test of nearness in time against
likeness, summed over the report.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from crossover_tool.stats.centre import MAD, middle
from crossover_tool.stats.evidence import Makespans

LEVEL = 0.01
"""One report in a hundred of independent blocks is warned of."""

PERMUTATIONS = 399
SEED = 19670211
LEAST_BLOCKS = 4
STAYED = 0.75
"""Who was measured in fewer of a cell's blocks left a run with a budget on the way."""

SMALL = 0.1
"""Intervals that should be a tenth wider move a verdict only where it hangs by a thread."""

REACH = 2.0
"""Residuals beyond two scales are drawn in: one outlier must not outweigh a report."""


@dataclass(frozen=True)
class Dependence:
    """The lag-1 autocorrelation of a report's log-ratios, less what independent blocks would show
    (a little below 0), and the p-value of its being positive."""

    autocorrelation: float
    p_value: float

    @property
    def sentence(self) -> str:
        """What a reader must know; "" where nothing is proven."""
        if not self.proven:
            return ""
        if self.widening < SMALL:
            meaning = "a verdict whose interval ends at its margin may be wrong"
        else:
            meaning = "the verdicts are not to be believed"
        return (
            "blocks depend on one another (lag-1 autocorrelation of the paired log-ratios "
            f"{self.autocorrelation:.2f}, p {self.p_value:.3f}): who is slow in one block tends to "
            f"be so in the next; the intervals should be about {100.0 * self.widening:.0f} % wider, "
            f"and {meaning}"
        )

    @property
    def widening(self) -> float:
        """By how much the intervals should be wider, as a share: what an autoregression of the
        first order with this coefficient adds to the error of a mean (M. S. Bartlett 1946)."""
        r = min(max(0.0, self.autocorrelation), 0.95)
        return math.sqrt((1.0 + r) / (1.0 - r)) - 1.0

    @property
    def proven(self) -> bool:
        """True when blocks are proven to depend on one another."""
        return self.p_value <= LEVEL


def dependence(cells: Sequence[Makespans]) -> Dependence:
    """The dependence of the blocks of a report, cell by cell in their order. 0 with p-value 1
    without a cell of LEAST_BLOCKS common blocks and two contenders."""
    likeness = [found for cell in cells if (found := _likeness(cell))]
    if not likeness:
        return Dependence(0.0, 1.0)
    weight = math.fsum(own[n][n] for own in likeness for n in range(len(own)))
    seen = math.fsum(_lagged(own, range(len(own))) for own in likeness)
    drawn = [math.fsum(map(_lagged, likeness, orders)) for orders in _orders(*map(len, likeness))]
    if weight == 0.0:  # nothing scatters
        return Dependence(0.0, 1.0)
    at_least = sum(value >= seen for value in drawn)
    expected = math.fsum(drawn) / PERMUTATIONS
    return Dependence((seen - expected) / weight, (1 + at_least) / (1 + PERMUTATIONS))


@lru_cache(maxsize=4)
def _orders(*lengths: int) -> list[list[list[int]]]:
    """PERMUTATIONS times an order of so many blocks for each cell: the same for the same lengths."""
    rng = random.Random(SEED)

    def order(length: int) -> list[int]:
        drawn = list(range(length))
        rng.shuffle(drawn)
        return drawn

    return [[order(length) for length in lengths] for _ in range(PERMUTATIONS)]


def _lagged(own: Sequence[Sequence[float]], order: Sequence[int]) -> float:
    return sum([own[one][other] for one, other in zip(order, order[1:])])


def _likeness(makespans: Makespans) -> list[list[float]] | None:
    """How alike every two of a cell's blocks are: the mean over contenders of the product of their
    residuals there, a block's interference and each contender's level and scale taken out."""
    most = max(map(len, makespans.values()), default=0)
    whole = [one for one in makespans.values() if len(one) > STAYED * most]  # others have left
    common = sorted(set.intersection(*(set(one) for one in whole))) if whole else []
    if len(common) < LEAST_BLOCKS or len(whole) < 2:
        return None
    rows = [[math.log(one[block]) for block in common] for one in whole]
    rows = [[value - level for value in row] for row in rows for level in [median(row)]]
    shared = [median(column) for column in zip(*rows)]
    residuals = [_scaled([value - seen for value, seen in zip(row, shared)]) for row in rows]
    return [
        [
            math.fsum(row[a] * row[b] for row in residuals) / len(residuals)
            for b in range(len(common))
        ]
        for a in range(len(common))
    ]


def _scaled(row: Sequence[float]) -> list[float]:
    level = median(row)
    scale = MAD * middle(sorted([abs(value - level) for value in row]))
    if scale == 0.0:
        return [0.0] * len(row)
    return [max(-REACH, min(REACH, (value - level) / scale)) for value in row]
