"""Holm's correction: the worked example, and where it stops."""

import pytest
from crossover_tool.stats.holm import holm


def test_holm_is_the_worked_example() -> None:
    # p-values 0.01, 0.04, 0.03, 0.005 at 5 %: the two smallest are rejected, the procedure stops at
    # 0.03 > 0.05 / 2.
    steps = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}, 0.05)
    assert [name for name, step in steps.items() if step.rejected] == ["d", "a"]
    assert steps["d"].level == pytest.approx(0.0125)
    assert steps["b"].level == steps["c"].level == pytest.approx(0.025)


def test_what_comes_after_the_first_failure_stays_though_its_own_level_would_do() -> None:
    steps = holm({"a": 0.01, "b": 0.03, "c": 0.031}, 0.05)
    assert [step.rejected for step in steps.values()] == [True, False, False]
    assert steps["c"].level == pytest.approx(0.025)


def test_a_p_value_at_its_level_is_rejected() -> None:
    assert holm({"a": 0.025, "b": 0.05}, 0.05)["a"].rejected
    assert holm({"a": 0.025, "b": 0.05}, 0.05)["b"].rejected


def test_one_hypothesis_has_the_whole_level_and_none_is_no_mistake() -> None:
    assert holm({"a": 0.05}, 0.05)["a"].level == 0.05
    assert holm({}, 0.05) == {}
