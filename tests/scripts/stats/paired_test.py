"""The median of a paired ratio: interval and p-value are two sides of one thing."""

import math
import random

import pytest
from crossover_tool.stats.paired import log_ratio
from hypothesis import given
from hypothesis import strategies as st

BLOCKS = st.integers(2, 30)
RATIOS = st.lists(st.floats(0.2, 5.0), min_size=2, max_size=30)
MARGINS = st.sampled_from((0.0, 0.02, 0.05, 0.25))
LEVELS = st.sampled_from((0.05, 0.01, 0.001))


def of(ratios: list[float]) -> dict[int, float]:
    return dict(enumerate(ratios))


@given(RATIOS, MARGINS, LEVELS)
def test_a_margin_is_passed_when_the_interval_lies_beyond_it(
    ratios: list[float], margin: float, level: float
) -> None:
    found = log_ratio(of(ratios), of([1.0] * len(ratios)))
    low, high = found.interval(level)
    p = found.p_beyond(margin)
    assert low <= found.ratio * (1 + 1e-12) and found.ratio <= high * (1 + 1e-12)
    if p < level * 0.999:
        assert low > (1.0 + margin) * (1.0 - 1e-9)
    if low > (1.0 + margin) * (1.0 + 1e-9):
        assert p <= level * 1.001


@given(RATIOS)
def test_turned_is_the_other_way_round(ratios: list[float]) -> None:
    ones = of([1.0] * len(ratios))
    found, other = log_ratio(of(ratios), ones).turned, log_ratio(ones, of(ratios))
    assert found.ratio == pytest.approx(other.ratio)
    assert found.interval(0.05) == pytest.approx(other.interval(0.05), rel=1e-4)


def test_a_mode_in_a_third_of_the_blocks_proves_nothing() -> None:
    """The mean says 1.6x; half of the processes say 1."""
    rng = random.Random(2)
    proven = 0
    for _ in range(300):
        ratios = [math.exp(rng.gauss(0, 0.02) + 1.4 * (rng.random() < 1 / 3)) for _ in range(40)]
        proven += log_ratio(of(ratios), of([1.0] * 40)).p_beyond(0.02) < 0.001
    assert proven <= 2


def test_one_outlier_does_not_hide_a_gap() -> None:
    ratios = [1.10, 1.11, 1.09, 1.12, 1.08, 1.10, 1.11, 1.09, 1.10, 1.12, 1.08, 0.11]
    assert log_ratio(of(ratios), of([1.0] * 12)).p_beyond(0.02) < 0.001
