"""Capacities from the samples of a sweep over rates."""

import pytest
from crossover_tool.analysis.capacity_found import CapacitiesFound, capacities_found
from crossover_tool.samples.records import Protocol, Search
from made_requests import FULL, P99_MS, arriving


def found(slo: str, errors: float = 0.0) -> CapacitiesFound:
    """Three rates, three blocks: gather takes 4.5 to 6 ms, semaphore a quarter more, threads 9 ms and
    more, sequential 50."""
    search = Search(0.1, 1.0, slo, errors)
    made = capacities_found(arriving().groups[0], Protocol(search=search))
    assert made
    return made


def test_who_keeps_the_promise_at_higher_rates_comes_first() -> None:
    # gather keeps 5.8 ms up to somewhere beyond 1,000/s, semaphore up to somewhere below
    capacities = list(found("p99<5800us").capacities)
    assert capacities[:2] == ["gather/asio", "semaphore/asio"]
    assert set(capacities) == {*P99_MS, FULL}


def test_every_sample_at_every_rate_is_a_trial() -> None:
    assert found("p99<7ms").trials == dict.fromkeys((*P99_MS, FULL), 9)


def test_the_promise_is_said_with_what_it_grants() -> None:
    assert found("p99<7ms").promise == "p99 < 7 ms"
    assert found("p99<7ms", 0.001).promise == "p99 < 7 ms with at most 0.1 % refused or failed"


@pytest.mark.parametrize("search", [None, Search(0.1, 1.0)])
def test_without_a_promise_there_is_no_capacity(search: Search | None) -> None:
    assert capacities_found(arriving().groups[0], Protocol(search=search)) is None
