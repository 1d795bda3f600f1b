"""A range as the many values among which a crossover is searched."""

import pytest
from crossover_tool.errors import UsageError
from crossover_tool.suites.cell_table import CellTable
from crossover_tool.suites.one_cell import read
from crossover_tool.suites.spread_out import STEPS, between, spread_out
from made_catalog import catalog


def spread(workload: str, **options: str) -> CellTable:
    table = read(options, catalog().workload(workload))
    return spread_out(table, "--find-crossover", lambda low, high: 4)


def test_both_ends_are_among_the_values() -> None:
    assert between(1, 10_000, log=True, steps=4) == [1, 10, 100, 1000, 10_000]
    assert between(0, 100, log=False, steps=4) == [0, 25, 50, 75, 100]
    dense = between(3, 1000, log=True)
    assert (dense[0], dense[-1]) == (3, 1000)
    assert len(dense) <= STEPS + 1


def test_near_ends_give_each_whole_value_once() -> None:
    assert between(1, 5, log=True) == [1, 2, 3, 4, 5]


def test_the_one_option_with_a_range_is_spread_and_the_others_stay() -> None:
    found = spread("timer", tasks="1,10000", wait="5ms")
    assert found.tasks == (1, 10, 100, 1000, 10000)
    assert found.params == {"wait_us": (5000,)}


def test_a_parameter_is_spread_in_its_own_unit_and_a_share_evenly() -> None:
    assert spread("timer", wait="1ms,16ms").params["wait_us"] == (1000, 2000, 4000, 8000, 16000)
    assert spread("hash", wait_share="20%,100%").params["wait_share_pct"] == (20, 40, 60, 80, 100)


def test_limits_are_spread_and_words_among_them_are_none() -> None:
    assert spread("timer", limit="1,16").limit == (1, 2, 4, 8, 16)
    with pytest.raises(UsageError, match="the ends of --limit: 'tasks' is not a whole"):
        spread("timer", limit="1,tasks")


@pytest.mark.parametrize(
    ("workload", "options", "says"),
    [
        ("timer", {"tasks": "10"}, "the range of one option, and none has one"),
        ("timer", {"tasks": "1,9", "wait": "1ms,2ms"}, "and tasks and wait have several values"),
        ("timer", {"over": "refuse,hold"}, "and over is a choice"),
        ("timer", {"tasks": "5,6"}, "needs room between the ends of --tasks, and got 5 and 6"),
        ("timer", {"wait": "5us,6us,5us"}, "the ends of --wait, and got 5 µs and 6 µs"),
        ("timer", {"tasks": "5,5"}, "the range of one option, and none has one"),
        ("timer", {"tasks": "a,6"}, "tasks: 'a' is not a whole number"),
    ],
)
def test_what_is_no_range_is_told_why(workload: str, options: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        spread(workload, **options)
