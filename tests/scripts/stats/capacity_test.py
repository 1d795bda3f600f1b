"""Capacities from trials: the evidence, the fit, and what is told of the ends."""

import math

import numpy as np
import pytest
from crossover_tool.stats.capacity import PROVEN, Tally, capacity, evidence, falling


@pytest.mark.parametrize(
    ("successes", "trials"), [(0, 0), (1, 1), (0, 3), (3, 7), (8, 8), (20, 31)]
)
def test_the_evidence_is_the_even_bet_mixed_over_all_shares_above_a_half(
    successes: int, trials: int
) -> None:
    p = np.linspace(0.5, 1.0, 200_001)
    integral = np.trapz(p**successes * (1 - p) ** (trials - successes), p)
    assert evidence(successes, trials) == pytest.approx(2 ** (trials + 1) * integral, rel=1e-6)


def test_a_fair_coin_is_called_unfair_once_in_forty_at_most_whenever_one_looks() -> None:
    rng = np.random.default_rng(1)
    wrong = 0
    for _ in range(2000):
        kept = np.cumsum(rng.random(100) < 0.5)
        wrong += any(evidence(int(k), n) >= PROVEN for n, k in enumerate(kept, start=1))
    assert 0 < wrong <= 2000 / PROVEN


def test_eight_in_a_row_are_proof_and_seven_are_not() -> None:
    assert evidence(7, 7) < PROVEN <= evidence(8, 8)


def test_the_fit_pools_what_would_rise() -> None:
    tallies = {100: Tally(4, 4), 200: Tally(1, 4), 300: Tally(3, 4), 400: Tally(0, 2)}
    assert falling(tallies) == {100: 1.0, 200: 0.5, 300: 0.5, 400: 0.0}


def test_the_capacity_lies_where_half_keep_the_promise() -> None:
    found = capacity({100: Tally(10, 10), 200: Tally(0, 10)})
    assert found.rate == pytest.approx(100 * math.sqrt(2))
    assert (found.low, found.high) == (100, 200)


def test_beyond_an_end_only_that_end_is_told() -> None:
    above, below = capacity({100: Tally(9, 9)}), capacity({100: Tally(0, 9)})
    assert (above.rate, above.low, above.high) == (None, 100, None)
    assert (below.rate, below.low, below.high) == (None, None, 100)
    assert capacity({100: Tally(3, 3)}).low is None


def test_what_is_proven_both_ways_is_unknown() -> None:
    found = capacity({100: Tally(0, 9), 200: Tally(9, 9)})
    assert (found.rate, found.low, found.high) == (None, None, None)
