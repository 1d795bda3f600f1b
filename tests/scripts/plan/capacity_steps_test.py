"""Searching a capacity: on simulated contenders whose capacity is known, the interval holds it, is
as narrow as asked, and one unlucky trial is outvoted."""

import math
import random

import pytest
from crossover_tool.plan.capacity_steps import Ladder, next_rate
from crossover_tool.stats.capacity import Tally, capacity
from crossover_tool.suites.spread_out import between

LADDER = Ladder(between(200, 20_000, True), 0.1)
SEARCHES = 200


def share(rate: int, truth: float, width: float) -> float:
    """How many trials keep the promise: half at the truth, less by a logistic curve above it."""
    return 1 / (1 + math.exp(max(-50.0, min(50.0, math.log(rate / truth) / width))))


def search(truth: float, width: float, seed: int, most: int = 300) -> dict[int, Tally]:
    rng, tallies = random.Random(seed), dict[int, Tally]()
    for _ in range(most):
        rate = next_rate(LADDER, tallies)
        if rate is None:
            break
        kept = rng.random() < share(rate, truth, width)
        tallies[rate] = tallies.get(rate, Tally()).with_one(kept)
    return tallies


@pytest.mark.parametrize("width", [0.001, 0.02, 0.06])
def test_the_interval_holds_the_truth_in_at_least_95_of_100_searches(width: float) -> None:
    held = 0
    for seed in range(SEARCHES):
        truth = math.exp(random.Random(-seed - 1).uniform(math.log(400), math.log(10_000)))
        found = capacity(search(truth, width, seed))
        held += (found.low or 0) <= truth <= (found.high or math.inf)
    assert held >= 0.95 * SEARCHES


def test_a_capacity_is_known_within_a_tenth_in_few_trials() -> None:
    """A trial of 2,000 requests at 2,000 a second takes a second: 40 are within a minute."""
    taken, narrow = [], 0
    for seed in range(SEARCHES):
        tallies = search(2000, 0.02, seed)
        found = capacity(tallies)
        taken.append(sum(one.trials for one in tallies.values()))
        narrow += found.low is not None and found.high is not None
        narrow -= bool(found.low and found.high and found.high / found.low > 1.1**2 + 1e-9)
    assert sorted(taken)[SEARCHES // 2] <= 40
    assert narrow >= 0.95 * SEARCHES


def test_an_unlucky_trial_is_outvoted() -> None:
    """At 1,000 the first trial broke the promise; the truth is 3,000."""
    tallies = {1000: Tally().with_one(False)}
    for _ in range(300):
        rate = next_rate(LADDER, tallies)
        if rate is None:
            break
        tallies[rate] = tallies.get(rate, Tally()).with_one(rate < 3000)
    found = capacity(tallies)
    assert found.rate == pytest.approx(3000, rel=0.1)


def test_beyond_either_end_the_end_is_proven_and_the_search_is_over() -> None:
    for truth, end in ((50.0, 200), (90_000.0, 20_000)):
        tallies = search(truth, 0.001, 1)
        found = capacity(tallies)
        assert found.rate is None
        assert (found.high if truth < 200 else found.low) == end
        assert sum(one.trials for one in tallies.values()) <= 20
