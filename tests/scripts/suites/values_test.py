"""One value of a suite, as a file or the command line writes it."""

import pytest
from crossover_tool.errors import UsageError
from crossover_tool.suites import values
from crossover_tool.units.parse import MAX_SEED
from made_catalog import ARRIVALS, OVER, RATE, SHARE, WAIT


@pytest.mark.parametrize(
    ("wanted", "limits"),
    [
        (8, [8]),
        ("8", [8]),
        ("tasks", [1000]),
        ("cores", [6]),
        ("1..cores", [1, 2, 4, 6]),
        ([1, "cores", 6, "tasks"], [1, 6, 1000]),
    ],
)
def test_limits_may_be_named(wanted: object, limits: list[int]) -> None:
    assert values.limits(wanted, tasks=1000, cores=6) == limits


def test_one_core_is_every_number_of_cores() -> None:
    assert values.limits("1..cores", tasks=5, cores=1) == [1]
    assert values.limits("tasks", tasks=0, cores=1) == [1]


@pytest.mark.parametrize("wrong", ["kores", True, 1.5, 0, []])
def test_what_is_no_limit_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        values.limits(wrong, tasks=10, cores=2)


def test_m_is_a_minute_of_a_budget_alone() -> None:
    assert {values.budget_us(text) for text in ("10m", "10 m", "10min")} == {600_000_000}
    assert values.budget_us("5ms") == 5000
    with pytest.raises(ValueError, match="unknown unit 'm'"):
        values.duration_us("5m")
    with pytest.raises(ValueError, match="leaves no time"):
        values.budget_us("0s")


def test_a_seed_is_any_that_a_run_draws() -> None:
    assert values.seed("0") == 0
    assert values.seed(str(MAX_SEED)) == MAX_SEED > 1_000_000_000
    for wrong in ("-1", str(MAX_SEED + 1)):
        with pytest.raises(ValueError, match=f"from 0 to {MAX_SEED}"):
            values.seed(wrong)
    with pytest.raises(ValueError, match="not a whole number"):
        values.seed("x")


def test_a_parameter_is_read_in_its_own_unit() -> None:
    assert values.param(WAIT, "wait", "5ms") == 5000
    assert values.param(WAIT, "wait_us", 7) == 7  # the raw name takes a plain number
    assert values.param(SHARE, "wait_share", "50%") == 50
    assert values.param(OVER, "over", "hold") == "hold"
    assert values.param(RATE, "rate", "2000/s") == 2000
    assert values.param(ARRIVALS, "arrivals", " bimodal(0.1,  9) ") == "bimodal(0.1, 9)"


@pytest.mark.parametrize(
    ("spec", "written", "value", "says"),
    [
        (WAIT, "wait", "11s", "11000000 us is outside 0 to 10000000 us"),
        (WAIT, "wait", 5, "has no unit"),
        (WAIT, "wait_us", True, "not a number of us"),
        (WAIT, "wait", 0.5, "not a value in us"),
        (OVER, "over", "hodl", "did you mean 'hold'"),
        (RATE, "rate", "fast", "not a rate: write for example 2000/s"),
        (RATE, "rate", True, "not a number of count"),
        (ARRIVALS, "arrivals", "a/b", "cannot stand in a cell"),
        (ARRIVALS, "arrivals", "12", "cannot stand in a cell"),
    ],
)
def test_a_wrong_value_is_told_what_to_write(
    spec: object, written: str, value: object, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        values.param(spec, written, value)  # type: ignore[arg-type]


def test_a_wrong_value_becomes_an_error_with_its_place() -> None:
    with pytest.raises(UsageError, match="cells 2, tasks: 'x' is not a whole number"):
        values.reading("cells 2, tasks", lambda: values.count("x"))
