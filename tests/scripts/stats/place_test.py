"""The effect of the place in a block: planted and seen, absent and not seen; on simulated runs in
the very order of real ones."""

import math
import random
from collections.abc import Callable

import pytest

from crossover_tool.plan.balance import order
from crossover_tool.stats.place import Placed, PlaceEffect, place_effects

MARGIN = 0.02
LEVEL = 0.05

Lie = Callable[[int, int], float]
"""(place, places) -> by what a sample there is multiplied."""


def honest(place: int, places: int) -> float:
    return 1.0


def first_is_slower(place: int, places: int) -> float:
    return 1.1 if place == 0 else 1.0


def last_is_slower(place: int, places: int) -> float:
    return 1.0 + 0.15 * place / (places - 1)


def simulated(
    seed: int, lie: Lie, contenders: int = 5, blocks: int = 10, sigma: float = 0.02
) -> list[Placed]:
    """Contenders that differ by up to a factor of ten, blocks with interference of their own,
    log-normal noise."""
    rng = random.Random(seed)
    levels = [math.exp(rng.uniform(0.0, 2.3)) for _ in range(contenders)]
    series: list[dict[int, tuple[int, float]]] = [{} for _ in range(contenders)]
    for block in range(blocks):
        interference = math.exp(rng.gauss(0.0, 0.1))
        for place, who in enumerate(order(contenders, block, f"{seed}")):
            span = (
                levels[who]
                * interference
                * lie(place, contenders)
                * math.exp(rng.gauss(0.0, sigma))
            )
            series[who][block] = (place, span)
    return list(series)


def seen(found: list[PlaceEffect]) -> set[str]:
    return {effect.kind for effect in found if effect.matters(MARGIN)}


def test_a_first_place_that_is_slower_is_seen() -> None:
    runs = [place_effects(simulated(seed, first_is_slower), LEVEL) for seed in range(40)]
    assert sum("first" in seen(found) for found in runs) >= 38
    mean = sum(found[0].effect for found in runs) / len(runs)
    assert mean == pytest.approx(0.1, abs=0.01)


def test_a_drift_within_the_block_is_seen() -> None:
    runs = [place_effects(simulated(seed, last_is_slower), LEVEL) for seed in range(40)]
    assert sum("drift" in seen(found) for found in runs) >= 38


@pytest.mark.parametrize("contenders", [2, 5, 6])
def test_without_an_effect_none_is_seen(contenders: int) -> None:
    runs = [place_effects(simulated(seed, honest, contenders), LEVEL) for seed in range(100)]
    assert sum(bool(seen(found)) for found in runs) <= 5


def test_intervals_cover_the_truth() -> None:
    covered = 0
    for seed in range(200):
        (first, _) = place_effects(simulated(seed, first_is_slower, sigma=0.1), LEVEL)
        covered += first.low <= 0.1 <= first.high
    assert covered >= 182  # 95 % of 200 less two and a half standard errors


def test_gaps_and_few_blocks_are_no_harm() -> None:
    series = [dict(one) for one in simulated(1, first_is_slower)]
    del series[0][3], series[2][5], series[2][6]
    assert "first" in seen(place_effects(series, LEVEL))
    assert place_effects(simulated(1, honest, contenders=2, blocks=2), LEVEL) == []
    assert place_effects(simulated(1, honest, contenders=1), LEVEL) == []
    assert place_effects([], LEVEL) == []
