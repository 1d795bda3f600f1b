"""How long the rest of a run will take: a guess first, then what samples took."""

import pytest
from crossover_tool.plan.schedule import Slot, Where
from crossover_tool.running.estimate import SHORT_S, START_S, Estimate
from made_entrants import entrants_of

CELL = "timer/tasks:10/limit:10/wait_us:100000"


def slots() -> tuple[Estimate, list[Slot]]:
    entrants = entrants_of(CELL, ["gather/asio", "sequential/std"], batches=4)
    return Estimate(entrants), [Slot(Where(0, 0), contender) for contender in entrants.running(0)]


def test_before_anything_is_known_the_least_time_is_the_guess() -> None:
    """Warm-up and heartbeat take no more than a quarter of a second each."""
    estimate, (gather, sequential) = slots()
    # a batch of gather takes 0.1 s; one after another 1 s, of which three fit into 3 s
    assert estimate.of(gather) == pytest.approx(START_S + 2 * 0.1 + 4 * 0.1, rel=0.01)
    assert estimate.of(sequential) == pytest.approx(START_S + 2 * 0.25 + 3 * 1.0, rel=0.01)


def test_a_short_sample_is_begun_sooner() -> None:
    entrants = entrants_of(CELL, ["gather/asio"], batches=1)
    (gather,) = entrants.running(0)
    found = Estimate(entrants).of(Slot(Where(0, 0), gather))
    assert found == pytest.approx(SHORT_S + 2 * 0.1 + 0.1, rel=0.01)


def test_then_it_is_the_mean_of_what_that_contender_took() -> None:
    estimate, (gather, sequential) = slots()
    before = estimate.of(sequential)
    for elapsed in (1.0, 3.0):
        estimate.learn(gather, elapsed)
    assert estimate.of(gather) == 2.0
    assert estimate.of(sequential) == before
    assert estimate.left([gather, gather, sequential]) == pytest.approx(4.0 + before)
