"""What a contender costs beside its time, from its measurements."""

from dataclasses import replace

import made_goals
from crossover_tool.analysis.costs import costs
from crossover_tool.samples.records import Measurement, Percentiles, ServerCounts

PLAIN = made_goals.measured(made_goals.ASIO, 60e6)


def spread(level: float, p999: float = 1.5) -> Percentiles:
    """p50 at the level, p99 twice that, the longest three times."""
    return Percentiles(level, 1.2 * level, 2.0 * level, p999 * level, 3.0 * level)


def taken(*figures: dict[str, float], **spreads: Percentiles) -> list[Measurement]:
    return [replace(PLAIN, figures=one, spreads=spreads) for one in figures]


def test_a_cost_is_the_median_over_blocks() -> None:
    found = costs(taken(*({"setup_ns": ns, "peak_threads": 2.0} for ns in (1.0, 9.0, 2.0))))
    assert (found.setup_ns, found.threads) == (2.0, 2.0)


def test_of_what_some_samples_tell_the_median_is_theirs() -> None:
    assert costs(taken({"allocations": 5.0}, {})).allocations == 5.0
    assert costs(taken({}, {})).allocations is None


def test_a_lag_has_three_percentiles() -> None:
    found = costs(taken({}, {}, loop_lag_ns=spread(10.0))).lag
    assert found and (found.p50.median, found.p99.median, found.max.median) == (10.0, 20.0, 30.0)
    assert costs(taken({})).lag is None


def test_too_few_tasks_have_no_p999() -> None:
    many = costs(taken({}, latency_ns=spread(10.0))).tail
    few = costs(taken({}, latency_ns=spread(10.0, p999=3.0))).tail
    assert many and few
    assert set(many.by_percentile) - set(few.by_percentile) == {"p999"}


def test_the_tasks_whose_latency_matters_come_first() -> None:
    found = costs(taken({}, latency_ns=spread(10.0), probe_latency_ns=spread(70.0)))
    assert found.tail and found.tail.probes
    assert found.tail.by_percentile["p50"].median == 70.0


def test_requests_are_saturated_where_half_of_the_samples_are() -> None:
    def requests(*saturated: float) -> bool:
        figures = [{"achieved_rate": 900.0, "saturated": one} for one in saturated]
        spreads = {"request_latency_ns": spread(10.0), "generator_late_ns": spread(1.0)}
        found = costs(taken(*figures, **spreads)).requests
        assert found and found.achieved.median == 900.0
        return found.saturated

    assert requests(0.0, 1.0) and not requests(0.0, 0.0, 1.0)


def test_a_server_that_turns_nobody_away_has_no_such_cost() -> None:
    def refused(count: float) -> float | None:
        server = ServerCounts(requests=1000, peak_concurrency=1, cpu_ns=1, refused=count)
        return costs([replace(PLAIN, server=server)]).refused

    assert (refused(12.0), refused(0.0), costs([PLAIN]).refused) == (12.0, None, None)
