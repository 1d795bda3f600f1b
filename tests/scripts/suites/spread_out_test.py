"""A range as the many values among which a crossover is searched."""

import pytest
from crossover_tool.errors import UsageError
from crossover_tool.suites.spread_out import STEPS, between, spread_out
from made_catalog import catalog


def spread(workload: str, **options: str) -> dict[str, str]:
    return spread_out(options, catalog().workload(workload), steps=lambda low, high: 4)


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
    assert found == {"wait": "5ms", "tasks": "1,10,100,1000,10000"}


def test_a_parameter_is_spread_in_its_own_unit_and_a_share_evenly() -> None:
    assert spread("timer", wait="1ms,16ms") == {"wait_us": "1000,2000,4000,8000,16000"}
    assert spread("hash", wait_share="20%,100%") == {"wait_share_pct": "20,40,60,80,100"}


@pytest.mark.parametrize(
    ("workload", "options", "says"),
    [
        ("timer", {"tasks": "10"}, "the range of one option, and none does"),
        ("timer", {"tasks": "1,9", "wait": "1ms,2ms"}, "and tasks and wait do"),
        ("timer", {"over": "refuse,hold"}, "and over is a choice"),
        ("timer", {"tasks": "5,5"}, "needs room between the ends of --tasks, and got 5,5"),
        ("timer", {"tasks": "5,6"}, "needs room"),
        ("timer", {"tasks": "a,6"}, "--tasks: 'a' is not a whole number"),
    ],
)
def test_what_is_no_range_is_told_why(workload: str, options: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        spread(workload, **options)
