"""Theory of the witness's queue, against laws that both loops obey."""

import math

import pytest
from crossover_tool.witness.expected import closed, opened


@pytest.mark.parametrize("clients", [1, 3, 4, 5, 40])
def test_a_closed_loop_keeps_littles_law_and_the_capacity(clients: int) -> None:
    seen = closed(clients, 4, 10.0)
    assert seen.p50_ms is not None
    assert seen.rate * seen.p50_ms / 1e3 == pytest.approx(clients)
    assert seen.rate <= 400.0
    assert seen.p50_ms >= 10.0


def test_requests_that_arrive_wait_the_longer_the_fuller_it_is() -> None:
    calm, busy = opened(100, 1200, 1, 4, 10.0), opened(380, 4560, 1, 4, 10.0)
    assert (calm.rate, calm.p50_ms) == (100.0, pytest.approx(10.0))
    assert calm.p99_ms is not None and busy.p50_ms is not None and busy.p99_ms is not None
    assert 10.0 <= calm.p99_ms < 14.0
    assert busy.p50_ms > 11.0
    assert busy.p99_ms > 25.0


def waits_at_most(services: float, load: float) -> float:
    """The share of requests of M/D/1 that wait for at most so many services (A. K. Erlang 1909)."""
    terms = (
        (load * (k - services)) ** k / math.factorial(k) * math.exp(-load * (k - services))
        for k in range(math.floor(services) + 1)
    )
    return (1.0 - load) * sum(terms)


def test_the_wait_is_that_of_the_queue() -> None:
    """One server at 80 % load, long enough to forget that it began empty."""
    found = opened(80, 400_000, 1, 1, 10.0)
    for seen_ms, share in ((found.p50_ms, 0.5), (found.p99_ms, 0.99)):
        assert seen_ms is not None
        assert waits_at_most(seen_ms / 10.0 - 1.0, 0.8) == pytest.approx(share, abs=0.01)


def test_beyond_the_capacity_there_is_no_latency() -> None:
    seen = opened(480, 5760, 1, 4, 10.0)
    assert (seen.rate, seen.p50_ms, seen.p99_ms) == (400.0, None, None)
