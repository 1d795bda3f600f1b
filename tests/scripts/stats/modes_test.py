"""Contenders with two modes are named, noise is not."""

import math
import random

import pytest
from crossover_tool.stats.modes import Modes, modes


def cell(
    rng: random.Random, blocks: int, sigma: float, share: float
) -> dict[str, dict[int, float]]:
    """Four contenders, the last four times as slow in a share of its processes; a burst slows all
    of them in one block in five."""
    burst = [2.0 if rng.random() < 0.2 else 1.0 for _ in range(blocks)]
    return {
        name: {
            block: burst[block]
            * math.exp(rng.gauss(0.0, sigma))
            * (4.1 if name == "d" and rng.random() < share else 1.0)
            for block in range(blocks)
        }
        for name in "abcd"
    }


def test_a_planted_contender_is_said_to_have_two_modes() -> None:
    rng = random.Random(1)
    found = [modes(cell(rng, 12, 0.03, 0.3)) for _ in range(200)]
    assert sum("d" in one for one in found) >= 160  # in the rest the mode came up once, or never
    assert not any({"a", "b", "c"} & set(one) for one in found)
    assert 3.7 < next(one["d"].ratio for one in found if "d" in one) < 4.5


def test_the_sentence_has_both_modes() -> None:
    assert Modes(4.1, 3, 10).sentence == "two modes: 1.0x in 70 % of processes, 4.1x in 30 %"


@pytest.mark.parametrize("sigma", [0.03, 0.1, 0.3])
def test_noise_is_no_mode(sigma: float) -> None:
    rng = random.Random(2)
    found = [modes(cell(rng, blocks, sigma, 0.0)) for blocks in (6, 9, 12) for _ in range(100)]
    assert sum(bool(one) for one in found) <= 15
