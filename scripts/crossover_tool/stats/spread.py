"""How much samples of a cell scatter: few blocks say little about it, all contenders of the cell
together say more.

The moderated variance of Smyth (2004): a pair's own variance, drawn towards what the rest of the
cell shows, counts with the degrees of freedom of both. Cells are never pooled: waiting cells
scatter by 0.1 %, dispatch by 30 %.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from crossover_tool.stats.centre import centre
from crossover_tool.stats.paired import LogRatio, log_ratio, logs_of

PRIOR_FREEDOM = 2.0
"""What the rest of the cell counts for at most, in degrees of freedom. Little, because contenders
of one cell do not scatter alike: in a real run by a factor of three."""

FEW = 6
"""Blocks below which a pair's own scatter is drawn down as well as up."""

Series = Mapping[int, float]
"""Block -> makespan (any unit, positive)."""


@dataclass(frozen=True)
class Scatter:
    """The variance of ln(one / other) that the pairs of a cell show, and the degrees of freedom
    that it counts for."""

    variance: float
    freedom: float


def scatter(series: Sequence[Series]) -> Scatter:
    """What the pairs of a cell's series scatter by: the median of the variances of each series
    against the next, and the last against the first.

    The median, since one wild contender says nothing of the others. Each variance has n - 1 degrees
    of freedom, so that their median lies below the truth by what a chi-squared variable's does; the
    Wilson-Hilferty (1931) cube takes that out. Nothing is said by fewer than three series.
    """
    found = []
    if len(series) > 2:
        for one, other in zip(series, [*series[1:], series[0]]):
            logs = logs_of(one, other)
            if len(logs) > 1:
                found.append((centre(logs).deviation ** 2, len(logs) - 1))
    if len(found) < 3:
        return Scatter(0.0, 0.0)
    freedom = median(own for _, own in found)
    below = (1.0 - 2.0 / (9.0 * freedom)) ** 3
    rest = (len(found) - 1) * freedom / 2.0
    return Scatter(
        median(variance for variance, _ in found) / below,
        1.0 / (1.0 / PRIOR_FREEDOM + 1.0 / rest),
    )


def moderated(rival: Series, leader: Series, cell: Scatter) -> LogRatio:
    """ln(rival / leader) over their common blocks; its error is moderated by what the cell's pairs
    show. Below two common blocks there is no error, as in
    `log_ratio`.

    From FEW values on upwards only: a pair that scatters more than the others is then taken at its
    word. Drawn towards calm ones it made one and a half times as many false winners in a real
    run's noise (of 2026-11-25). Of fewer, its own scatter says too little either way.
    """
    own = log_ratio(rival, leader)
    if own.count < 2 or cell.freedom == 0.0:
        return own
    if own.count >= FEW and own.count * own.error**2 >= cell.variance:
        return own
    freedom = cell.freedom + own.freedom
    squares = cell.freedom * cell.variance + own.freedom * own.count * own.error**2
    return replace(own, error=math.sqrt(squares / freedom / own.count), freedom=freedom)
