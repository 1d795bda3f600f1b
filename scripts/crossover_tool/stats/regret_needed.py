"""How many more blocks an open regret asks for, if centre and scatter stay what they are."""

import math

from crossover_tool.stats.evidence import FEW_BLOCKS, MIN_BLOCKS
from crossover_tool.stats.paired import LogRatio
from crossover_tool.stats.regret import Field
from crossover_tool.stats.student import two_sided_quantile

MOST = 1024
"""More blocks than that nobody takes: the regret lies on the margin itself."""


def still_needed(field: Field, margin: float, level: float) -> int | None:
    """About how many more blocks would prove a strategy good enough or behind, each end of its
    interval at `level`, one-sided; None where MOST would not.

    n = (t s / distance to the margin)^2, for the other strategy that decides: good enough takes the
    slowest of them, behind the quickest.
    """
    edge = math.log1p(margin)
    counts = [ratio.count for ratio, _ in field.others]
    if min(counts) < MIN_BLOCKS:
        return MIN_BLOCKS - min(counts)
    beyond = [ratio for ratio, _ in field.others if ratio.centre > edge]
    if beyond:
        found = [_blocks(ratio, edge, level / len(field.others)) for ratio in beyond]
        wanted = min(found)
    else:
        wanted = max(_blocks(ratio, edge, level) for ratio, _ in field.others)
    return None if wanted > MOST else max(1, math.ceil(wanted) - min(counts))


def _blocks(ratio: LogRatio, edge: float, level: float) -> float:
    room = abs(ratio.centre - edge)
    if room == 0.0:
        return math.inf
    scatter_of_one = ratio.error * math.sqrt(ratio.count)
    t = two_sided_quantile(2.0 * level, max(ratio.freedom, FEW_BLOCKS - 1.0))
    return max(float(FEW_BLOCKS), (t * scatter_of_one / room) ** 2)
