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


def test_the_scatter_is_the_residual_of_a_two_way_layout() -> None:
    # Half the mean variance of all pairs is the residual mean square: the textbook identity of
    # randomised blocks.
    rng = random.Random(1)
    series = [noisy(rng, 5) for _ in range(4)]
    variances = [
        stdev([math.log(a[b] / c[b]) for b in range(5)]) ** 2
        for i, a in enumerate(series)
        for c in series[i + 1 :]
    ]
    found = scatter(series)
    assert found.freedom == 3 * 4
    assert found.squares / found.freedom == pytest.approx(fmean(variances) / 2.0)


def test_levels_and_interference_leave_no_scatter() -> None:
    series = [
        {b: level * interference for b, interference in enumerate((1.0, 3.0, 0.2))}
        for level in (1.0, 7.0, 9.0)
    ]
    assert scatter(series).squares == pytest.approx(0.0, abs=1e-20)


def test_gaps_cost_their_degrees_of_freedom() -> None:
    rng = random.Random(2)
    series = [noisy(rng, 4), noisy(rng, 4), {0: 1.0, 3: 1.1}, {2: 5.0}]
    assert scatter(series).freedom == 10 - 3 - 4 + 1  # the one with a single block says nothing
    assert scatter([]).freedom == 0


def test_two_contenders_alone_have_their_own_variance_and_nothing_else() -> None:
    rng = random.Random(3)
    a, b = noisy(rng, 5), noisy(rng, 5)
    found, own = moderated(a, b, scatter([a, b])), log_ratio(a, b)
    assert (found.mean, found.error) == (own.mean, own.error)
    assert found.interval(0.05) == own.interval(0.05)


def test_the_rest_of_the_cell_draws_a_pairs_variance_towards_its_own() -> None:
    rng = random.Random(4)
    lucky = [{0: 1.0, 1: 1.0, 2: 1.0}, {0: 1.2, 1: 1.2, 2: 1.2}]  # no scatter at all, by luck
    rest = [noisy(rng, 3, 0.2) for _ in range(6)]
    found = moderated(lucky[1], lucky[0], scatter([*lucky, *rest]))
    assert found.error > 0.02
    assert 2.0 < found.freedom < 2.0 + PRIOR_FREEDOM
    assert log_ratio(lucky[1], lucky[0]).error == pytest.approx(0.0, abs=1e-12)


def test_a_pair_does_not_count_itself_twice() -> None:
    # In a cell where only the pair scatters, the rest says "no scatter": the pair's own is diluted,
    # never doubled.
    pair = [{0: 1.0, 1: 1.3, 2: 0.8, 3: 1.1}, {0: 1.0, 1: 0.8, 2: 1.2, 3: 1.0}]
    still = [{b: 1.0 for b in range(4)} for _ in range(30)]
    own = log_ratio(pair[0], pair[1])
    found = moderated(pair[0], pair[1], scatter([*pair, *still]))
    assert found.error < own.error
