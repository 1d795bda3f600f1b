"""The series of a line chart, and who leads for its strategy."""

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.series import collect, inverted
from crossover_tool.stats.median import Interval
from made_results import Json, cell, results


def sweep() -> GroupResult:
    """libuv is quicker on few tasks, asio on many; beyond a hundred libuv fails."""

    def change(found: Json, block: int) -> Json:
        tasks, engine = found["cell"]["tasks"], found["engine"]
        if (engine, tasks) == ("libuv", 1000):
            return {**found, "status": "error", "reason": "odd", "makespan_ns": []}
        span = {"asio": 2e6, "libuv": 1e6, "std": 9e6}[engine] * (1 + 0.001 * block)
        return {**found, "makespan_ns": [round(span)], "kind": "documented"}

    cells = [cell("timer", count, count, "tasks", wait_us=1000) for count in (10, 100, 1000)]
    names = ["gather/asio", "gather/libuv", "sequential/std"]
    return analyse(results(cells, names, change)).groups[0]


def test_everyone_has_a_series_as_far_as_it_was_measured() -> None:
    found = {one.contender.name: one for one in collect(sweep(), lambda _, m: m.makespan)}
    assert found["gather/libuv"].values == (10, 100)
    assert found["gather/asio"].values == (10, 100, 1000)
    assert found["gather/asio"].intervals[0].median == pytest.approx(2.002e6)
    assert {one.kind for one in found.values()} == {"documented"}


def test_a_strategy_is_led_by_its_best_at_the_largest_value() -> None:
    leads = {one.contender.name for one in collect(sweep(), lambda _, m: m.makespan) if one.lead}
    assert leads == {"gather/asio", "sequential/std"}
    aside = collect(sweep(), lambda _, m: m.makespan, aside="asio")
    assert {one.contender.name for one in aside if one.lead} == {"gather/libuv", "sequential/std"}


def test_what_has_no_interval_has_no_point() -> None:
    assert collect(sweep(), lambda _, m: None) == []


def test_the_slowest_end_of_a_makespan_is_the_lowest_rate() -> None:
    assert inverted(Interval(2.0, 1.0, 4.0, 9, 0.95), 8.0) == Interval(4.0, 2.0, 8.0, 9, 0.95)
