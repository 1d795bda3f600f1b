"""Capacities from trials: the evidence, the fit, and what is told of the ends."""

import math

import numpy as np
import pytest
from crossover_tool.stats.capacity import PROVEN, Tally, capacity, falling, proof_for


def after(trials: str) -> Tally:
    """A tally of trials written as `++-?`, of which ? was late."""
    tally = Tally()
    for one in trials:
        tally = tally.with_one(None if one == "?" else one == "+")
    return tally


def test_the_stake_is_twice_the_estimated_share_less_one() -> None:
    """Nothing on the first; then 1/2, 2/3 and 3/4 of what there is."""
    assert after("+").for_keeping == 1.0
    assert after("++").for_keeping == pytest.approx(1.5)
    assert after("++++").for_keeping == pytest.approx(1.5 * (5 / 3) * 1.75)
    assert after("++-").for_keeping == pytest.approx(1.5 / 3)
    assert after("++++").for_breaking == 1.0
    assert after("----").for_breaking == after("++++").for_keeping


def test_a_late_trial_loses_both_bets_and_is_none_of_the_fit() -> None:
    assert after("?") == Tally()
    assert after("++?").for_keeping == after("++-").for_keeping
    assert after("--?").for_breaking == after("--+").for_breaking
    assert (after("++?").kept, after("++?").trials) == (2, 2)


def test_who_is_late_when_it_breaks_the_promise_is_not_proven_to_keep_it() -> None:
    """Six in ten trials break it, and are late: those that are left keep it."""
    rng = np.random.default_rng(4)
    proven = left_out = 0
    for _ in range(500):
        tally, kept = Tally(), Tally()
        for bad in rng.random(60) < 0.6:
            tally = tally.with_one(None if bad else True)
            kept = kept if bad else kept.with_one(True)
        proven += tally.for_keeping >= PROVEN
        left_out += kept.for_keeping >= PROVEN
    assert proven <= 500 / PROVEN and left_out == 500


def test_a_fair_coin_is_called_unfair_once_in_forty_at_most_whenever_one_looks() -> None:
    rng = np.random.default_rng(1)
    wrong = 0
    for _ in range(2000):
        tally = Tally()
        most = 1.0
        for kept in rng.random(100) < 0.5:
            tally = tally.with_one(bool(kept))
            most = max(most, tally.for_keeping)
        wrong += most >= PROVEN
    assert 0 < wrong <= 2000 / PROVEN


def test_with_many_rates_beyond_the_capacity_the_bound_errs_no_more_often() -> None:
    """Thirty rates just beyond it, each kept by 49 of 100 trials: whichever looks lucky is taken
    by one who asks each rate for itself."""
    rng = np.random.default_rng(2)
    wrong = by_rate = 0
    for _ in range(200):
        tallies = {1000 + rate: Tally() for rate in range(30)}
        for _ in range(25):
            tallies = {r: one.with_one(bool(rng.random() < 0.49)) for r, one in tallies.items()}
            if any(one.for_keeping >= PROVEN for one in tallies.values()):
                by_rate += 1
                break
        wrong += capacity(tallies).low is not None
    assert wrong <= 0.025 * 200 + 3 * math.sqrt(0.025 * 200)
    assert by_rate > 3 * wrong + 10


def test_eight_in_a_row_are_proof_and_seven_are_not() -> None:
    assert after("+" * 7).for_keeping < PROVEN <= after("+" * 8).for_keeping


def test_of_several_contenders_each_must_prove_more() -> None:
    kept = {100: after("+" * 9), 200: after("-" * 9)}
    assert (capacity(kept).low, capacity(kept).high) == (100, 200)
    assert capacity(kept, proof_for(2)).low == 100
    assert capacity(kept, proof_for(4)).low is None
    assert proof_for(1) == PROVEN


def test_trials_at_several_rates_speak_together() -> None:
    """Each of two rates is kept five times of five: beyond neither alone is anything proven."""
    tallies = {100: after("+" * 5), 110: after("+" * 5), 200: after("-" * 8)}
    assert after("+" * 5).for_keeping < PROVEN
    assert capacity(tallies).low == 100


def test_a_rate_at_which_half_break_it_ends_what_is_proven() -> None:
    """What lies beyond it is kept, as by luck: nothing below is proven by that."""
    tallies = {100: after("+" * 8), 200: after("+-+-+-+-+-+-"), 300: after("-" * 8)}
    assert capacity(tallies).low is None or capacity(tallies).low == 100
    assert capacity({100: after("+" * 12), 200: after("+-+-"), 300: after("-" * 8)}).low == 100


def test_the_fit_pools_what_would_rise() -> None:
    tallies = {100: Tally(4, 4), 200: Tally(1, 4), 300: Tally(3, 4), 400: Tally(0, 2)}
    assert falling(tallies) == {100: 1.0, 200: 0.5, 300: 0.5, 400: 0.0}


def test_the_capacity_lies_where_half_keep_the_promise() -> None:
    found = capacity({100: after("+" * 10), 200: after("-" * 10)})
    assert found.rate == pytest.approx(100 * math.sqrt(2))
    assert (found.low, found.high) == (100, 200)


def test_beyond_an_end_only_that_end_is_told() -> None:
    above, below = capacity({100: after("+" * 9)}), capacity({100: after("-" * 9)})
    assert (above.rate, above.low, above.high) == (None, 100, None)
    assert (below.rate, below.low, below.high) == (None, None, 100)
    assert capacity({100: after("+++")}).low is None


def test_what_is_proven_both_ways_is_unknown() -> None:
    found = capacity({100: after("-" * 9), 200: after("+" * 9)})
    assert (found.rate, found.low, found.high) == (None, None, None)
