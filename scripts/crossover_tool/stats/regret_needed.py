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
    fewest = min(one.count for one in field.others)
    if fewest < MIN_BLOCKS:
        return FEW_BLOCKS - fewest
    beyond = [one.least for one in field.others if one.ratio.centre > edge]
    if beyond:
        wanted = min(_blocks(one, one.centre - edge, level / len(field.others)) for one in beyond)
    else:
        wanted = max(_blocks(one.most, edge - one.most.centre, level) for one in field.others)
    return None if wanted > MOST else max(1, math.ceil(wanted) - fewest)


def _blocks(ratio: LogRatio, room: float, level: float) -> float:
    """So many blocks for a ratio whose centre lies so far on its side of the margin."""
    if room <= 0.0:
        return math.inf
    scatter_of_one = ratio.error * math.sqrt(ratio.count)
    t = two_sided_quantile(2.0 * level, max(ratio.freedom, FEW_BLOCKS - 1.0))
    return max(float(FEW_BLOCKS), (t * scatter_of_one / room) ** 2)
