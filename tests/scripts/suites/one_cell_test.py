"""A suite made on the spot from options."""

import pytest
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.suite import Suite
from crossover_tool.suites.expand import Defaults
from crossover_tool.suites.one_cell import build, narrowed, of_one, read, split
from made_catalog import catalog


def made(workload: str, **options: str) -> Suite:
    known = catalog()
    table = read(options, known.workload(workload))
    return build(table, known.select(("*/*",)), Defaults(3, 3_000_000, cores=4))


def shown(workload: str, **options: str) -> list[tuple[str, int]]:
    """The chart and the group of each cell."""
    return [(planned.chart, planned.group) for planned in made(workload, **options).cells]


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


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1,10, 100", ["1", "10", "100"]),
        ("bimodal(0.01,50),lognormal(1)", ["bimodal(0.01,50)", "lognormal(1)"]),
        ("quorum(2, tcp 5ms lognormal(1) x 3)", ["quorum(2, tcp 5ms lognormal(1) x 3)"]),
        ("1,,2", ["1", "2"]),
        (",", [","]),
    ],
)
def test_a_comma_in_brackets_parts_nothing(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize("name", ["blocks", "title", "contenders", "workload", "wiat"])
def test_what_no_option_of_a_cell_says_is_refused(name: str) -> None:
    with pytest.raises(
        UsageError, match=f"unknown parameter of workload 'timer' '{name}': .*known: wait"
    ):
        read({name: "5"}, catalog().workload("timer"))


@pytest.mark.parametrize("digits", ["²", "5" * 5000])
def test_digits_that_are_no_number_are_told(digits: str) -> None:
    with pytest.raises(UsageError, match="command line, wait_us: "):
        made("timer", wait_us=digits)


def test_one_contender_meets_nobody() -> None:
    gather = Contender("gather", "asio")
    found = of_one(catalog().workload("timer"), {"tasks": "7"}, gather, 1_000_000)
    (only,) = found.cells
    assert (only.cell.tasks, only.contenders, only.blocks) == (7, (gather,), 1)


def test_who_is_left_out_leaves_and_nobody_left_is_an_error() -> None:
    suite = made(workload="timer")
    gather = Contender("gather", "asio")
    assert narrowed(suite, [gather], "gather/asio").cells[0].contenders == (gather,)
    with pytest.raises(UsageError, match="no cell of 'timer' has a contender that matches x/y"):
        narrowed(suite, [Contender("x", "y")], "x/y")
