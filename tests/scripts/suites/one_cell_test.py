"""A suite made on the spot from options."""

import pytest
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.suite import Suite
from crossover_tool.suites.expand import Defaults
from crossover_tool.suites.one_cell import arriving_us, build, narrowed, requests_in
from made_catalog import catalog


def made(**options: str) -> Suite:
    return build(options, catalog(), Defaults(3, 3_000_000, cores=4))


def shown(**options: str) -> list[tuple[str, int]]:
    """The chart and the group of each cell."""
    return [(planned.chart, planned.group) for planned in made(**options).cells]


def test_one_cell_has_no_chart_and_what_cannot_run_is_an_error() -> None:
    found = made(workload="timer", tasks="10", wait="5ms")
    assert found.strict
    (only,) = found.cells
    assert (only.cell.number("wait_us"), only.chart) == (5000, "")


def test_a_sweep_has_the_chart_that_it_asks_for() -> None:
    assert shown(workload="timer", tasks="10,100") == [("tasks", 0)] * 2
    assert shown(workload="timer", limit="1,2") == [("limit", 0)] * 2
    assert shown(workload="hash", limit="1,2") == [("cores", 0)] * 2
    assert shown(workload="timer", wait="1ms,2ms") == [("wait_us", 0)] * 2


def test_parameters_beside_a_sweep_make_groups() -> None:
    assert shown(workload="timer", tasks="10,100", wait="1ms,2ms") == [
        ("tasks", 0), ("tasks", 0), ("tasks", 1), ("tasks", 1),
    ]  # fmt: skip


def test_rates_under_limits_make_a_map() -> None:
    assert shown(workload="request", rate="10,20", limit="1,2") == [("map", 0)] * 4


def test_words_are_no_axis() -> None:
    assert shown(workload="timer", over="refuse,hold") == [("", 0), ("", 1)]


def test_as_many_requests_as_arrive_at_the_lowest_rate() -> None:
    assert requests_in(2_000_000, ["500/s", 1000]) == 1000
    with pytest.raises(ValueError, match="at 10/s no request arrives in 1 ms"):
        requests_in(1000, [10])


def test_for_how_long_requests_arrive() -> None:
    assert arriving_us({"rate": "500/s,1000", "tasks": "2000"}) == 4_000_000
    assert arriving_us({"tasks": "2000"}) == 0
    assert arriving_us({"rate": "fast"}) == 0  # which is told when the cells are made


def test_who_is_left_out_leaves_and_nobody_left_is_an_error() -> None:
    suite = made(workload="timer")
    gather = Contender("gather", "asio")
    assert narrowed(suite, [gather], "gather/asio").cells[0].contenders == (gather,)
    with pytest.raises(UsageError, match="no cell of 'timer' has a contender that matches x/y"):
        narrowed(suite, [Contender("x", "y")], "x/y")
