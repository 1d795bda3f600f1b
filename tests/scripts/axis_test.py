"""The swept axis: its values, and how they are said."""

import pytest
from crossover_tool.axis import Axis, fixed_params, map_axes
from crossover_tool.cell import Cell

CELL = Cell("tcp", 100, 8, (("wait_us", 5000), ("bytes", 64), ("wait_share_pct", 30)))


@pytest.mark.parametrize(
    ("name", "value", "said", "word"),
    [
        ("tasks", 100, "100 tasks", "number of tasks"),
        ("limit", 8, "limit 8", "limit"),
        ("cores", 8, "8 workers", "number of workers"),
        ("wait_us", 5000, "wait 5 ms", "wait"),
        ("bytes", 64, "bytes 64 B", "bytes"),
        ("wait_share_pct", 30, "wait_share 30 %", "wait_share"),
    ],
)
def test_a_cells_value_is_said_with_its_unit(name: str, value: int, said: str, word: str) -> None:
    axis = Axis(name)
    assert (axis.value(CELL), axis.say(value), axis.word) == (value, said, word)


def test_one_is_no_plural_and_estimates_are_rounded() -> None:
    assert Axis("tasks").say(1) == "1 task"
    assert Axis("tasks").say(180.4321, 3) == "180 tasks"
    assert Axis("bytes").text(1500.0, 3) == "1.46 KiB"


def test_a_range_says_its_unit_once() -> None:
    assert Axis("tasks").span(1, 1000) == "1 to 1,000 tasks"
    assert Axis("limit").span(4, 64) == "limit 4 to 64"


def test_shares_and_what_reaches_nothing_are_not_read_by_ratios() -> None:
    assert Axis("tasks").is_log([1, 1000])
    assert not Axis("wait_us").is_log([0, 5])
    assert not Axis("wait_share_pct").is_log([10, 50])


@pytest.mark.parametrize("log", [True, False])
def test_a_value_is_found_where_it_was_put(log: bool) -> None:
    axis = Axis("tasks")
    assert axis.at(axis.place(180.0, log), log) == pytest.approx(180.0)


def cells(*values: tuple[int, int, int]) -> list[Cell]:
    """Tasks, limit and share of waiting."""
    return [Cell("mixed", n, most, (("wait_share_pct", share),)) for n, most, share in values]


def test_a_map_has_two_axes_a_share_first() -> None:
    assert map_axes(cells((9, 1, 0), (9, 2, 50))) == ("wait_share_pct", "limit")
    assert map_axes(cells((9, 1, 0), (9, 2, 0))) is None
    assert map_axes(cells((9, 1, 0), (8, 2, 50))) is None
    assert map_axes([]) is None


def test_a_limit_that_follows_the_tasks_is_no_axis() -> None:
    assert map_axes(cells((9, 9, 0), (8, 8, 50))) == ("wait_share_pct", "tasks")


def test_what_is_swept_is_not_fixed() -> None:
    assert fixed_params(Axis("wait_us"), CELL) == "tcp, bytes 64 B, wait_share 30 %"
