"""Huber's centre: what it makes of normal noise, of wild values, and of few."""

import math
import random
from statistics import fmean, median, stdev

import pytest
from crossover_tool.stats.centre import LEAST, centre, middle
from hypothesis import given
from hypothesis import strategies as st

VALUES = st.lists(st.floats(-100.0, 100.0), min_size=2, max_size=40)


def test_of_symmetric_values_it_is_the_middle() -> None:
    found = centre([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
    assert found.value == pytest.approx(0.0, abs=1e-6)
    assert found.inside == 7


def test_one_wild_value_of_nine_moves_it_little() -> None:
    calm = [-0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]
    assert abs(centre([*calm, 50.0]).value) < 0.15
    assert centre([*calm, 50.0]).deviation < 0.6
    assert centre([*calm, 50.0]).inside == 8


def test_of_few_values_it_is_the_mean() -> None:
    few = [1.0, 2.0, 9.0]
    found = centre(few)
    assert (found.value, found.deviation) == pytest.approx((4.0, stdev(few)))
    assert len(few) < LEAST


def test_its_error_in_normal_noise_is_what_it_says() -> None:
    rng = random.Random(1)
    found = [centre(sorted(rng.gauss(0.0, 1.0) for _ in range(12))) for _ in range(3000)]
    actual = stdev([one.value for one in found])
    assert actual == pytest.approx(1.0 / math.sqrt(12.0), rel=0.06)
    assert fmean(one.deviation for one in found) / math.sqrt(12.0) == pytest.approx(
        actual, rel=0.06
    )


@given(VALUES)
def test_it_lies_within_its_values_and_turns_with_them(values: list[float]) -> None:
    ordered = sorted(values)
    found, turned = centre(ordered), centre([-value for value in reversed(ordered)])
    assert ordered[0] - 1e-9 <= found.value <= ordered[-1] + 1e-9
    assert turned.value == pytest.approx(-found.value, abs=1e-6)
    assert middle(ordered) == pytest.approx(median(ordered))
