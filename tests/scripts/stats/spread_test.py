"""The moderated variance."""

import math
import random
from statistics import fmean, stdev

import pytest
from crossover_tool.stats.paired import log_ratio
from crossover_tool.stats.spread import PRIOR_FREEDOM, moderated, scatter

Series = dict[int, float]


def noisy(rng: random.Random, blocks: int, sigma: float = 0.1) -> Series:
    return {block: math.exp(rng.gauss(0, sigma)) for block in range(blocks)}


def test_the_scatter_is_the_variance_of_a_typical_pair() -> None:
    """On many cells of known scatter it is right on average, wild contender or not."""
    rng = random.Random(1)
    for wild in (0.1, 3.0):
        found = [
            scatter([*(noisy(rng, 5) for _ in range(5)), noisy(rng, 5, wild)]).variance
            for _ in range(400)
        ]
        # a pair of two such series scatters by 0.1 sqrt(2); two of the six pairs hold the wild one
        assert 0.016 < fmean(found) < (0.023 if wild < 1.0 else 0.04)


def test_levels_and_interference_leave_no_scatter() -> None:
    series = [
        {b: level * interference for b, interference in enumerate((1.0, 3.0, 0.2))}
        for level in (1.0, 7.0, 9.0)
    ]
    assert scatter(series).variance == pytest.approx(0.0, abs=1e-20)


def test_too_few_pairs_say_nothing() -> None:
    rng = random.Random(2)
    series = [noisy(rng, 4), noisy(rng, 4), {0: 1.0, 3: 1.1}, {2: 5.0}]
    assert scatter(series).freedom == 0.0  # two of the four pairs have two common blocks
    assert scatter([]).freedom == 0.0
    assert 0.0 < scatter(series[:3]).freedom < PRIOR_FREEDOM


def test_two_contenders_alone_have_their_own_variance_and_nothing_else() -> None:
    rng = random.Random(3)
    a, b = noisy(rng, 5), noisy(rng, 5)
    found, own = moderated(a, b, scatter([a, b])), log_ratio(a, b)
    assert (found.centre, found.error) == (own.centre, own.error)
    assert found.interval(0.05) == own.interval(0.05)


def test_the_rest_of_the_cell_draws_a_pairs_variance_towards_its_own() -> None:
    rng = random.Random(4)
    lucky = [{0: 1.0, 1: 1.0, 2: 1.0}, {0: 1.2, 1: 1.2, 2: 1.2}]  # no scatter at all, by luck
    rest = [noisy(rng, 3, 0.2) for _ in range(6)]
    found = moderated(lucky[1], lucky[0], scatter([*lucky, *rest]))
    assert found.error > 0.02
    assert 2.0 < found.freedom < 2.0 + PRIOR_FREEDOM
    assert log_ratio(lucky[1], lucky[0]).error == pytest.approx(0.0, abs=1e-12)


def test_a_pair_that_scatters_more_than_the_others_is_taken_at_its_word() -> None:
    """From six blocks on; of fewer its own scatter says little either way."""
    rng = random.Random(5)
    rest = [noisy(rng, 6, 0.001) for _ in range(6)]
    for blocks in (6, 5):
        pair = [noisy(rng, blocks, 0.3), noisy(rng, blocks, 0.3)]
        own = log_ratio(pair[0], pair[1])
        found = moderated(pair[0], pair[1], scatter([*rest, *pair]))
        assert (found == own) is (blocks == 6)
        assert found.error <= own.error
