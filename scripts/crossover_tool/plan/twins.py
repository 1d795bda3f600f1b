"""Who runs twice in a cell's blocks, as its A/A control."""

import random
from collections.abc import Mapping, Sequence

from crossover_tool.cell import Contender


def choose_twin(
    contenders: Sequence[Contender], bounds_s: Mapping[Contender, float], seed: int, cell: int
) -> Contender | None:
    """The contender that a cell measures twice: one of the cheapest by its lower bound, the seed choosing among those.

    Whoever is cheapest by that bound costs least to run again, and is likely to lead: then the control watches the very
    samples that a verdict stands on. None for fewer than two contenders, where nothing is compared.
    """
    if len(contenders) < 2:
        return None
    least = min(bounds_s[contender] for contender in contenders)
    cheapest = [contender for contender in contenders if bounds_s[contender] <= least * 1.05]
    return random.Random(f"{seed}/twin/{cell}").choice(cheapest)
