"""Who runs twice in a cell's blocks, as its A/A control."""

import random
from collections.abc import Mapping, Sequence

from crossover_tool.cell import Contender


def choose_twin(
    contenders: Sequence[Contender], bounds_s: Mapping[Contender, float], seed: int, cell: int
) -> Contender | None:
    """The contender that a cell measures twice: one of the cheapest by its lower bound, the seed
    choosing among those.

    Whoever is cheapest by that bound costs least to run again, and is likely to lead: then the
    control watches the very samples that a verdict stands on. None for fewer than two contenders,
    where nothing is compared.
    """
    return cheapest(contenders, bounds_s, seed, cell) if len(contenders) > 1 else None


def cheapest(
    contenders: Sequence[Contender], bounds: Mapping[Contender, float], seed: int, cell: int
) -> Contender:
    """One of the cheapest contenders, of which there is at least one, by their lower bounds in any
    unit; the seed chooses."""
    least = min(bounds[contender] for contender in contenders)
    cheapest = [contender for contender in contenders if bounds[contender] <= least * 1.05]
    return random.Random(f"{seed}/twin/{cell}").choice(cheapest)
