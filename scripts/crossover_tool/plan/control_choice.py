"""Who runs twice in a cell's blocks, as its A/A control."""

import random
from collections.abc import Sequence

from crossover_tool.cell import BASELINE, Contender
from crossover_tool.bench.pair import Pair


def choose_control(
    running: Sequence[Pair], seed: int, cell: int, refuses: bool = False
) -> Contender | None:
    """The contender that a cell measures twice; None where nothing is compared.

    It is one of the cheapest by the least that they take, the seed choosing among those: that costs least, and
    whoever is cheapest is likely to lead, so that the control watches the very samples that a
    verdict stands on. No baseline, since those are there on some cells only. Where a service may
    turn tasks away (`refuses`), nobody that has more of them in flight than the cell's limit, as
    long as there is another: a control that fails controls nothing.
    """
    if len(running) < 2:
        return None
    able = [pair for pair in running if pair.contender.strategy != BASELINE] or list(running)
    modest = [pair for pair in able if pair.limit <= pair.cell.limit]
    sure = modest if refuses and modest else able
    least = min(pair.least_ns for pair in sure)
    cheapest = [pair.contender for pair in sure if pair.least_ns <= least * 1.05]
    return random.Random(f"{seed}/control/{cell}").choice(cheapest)
