"""The median's interval: exact coverage, and what it covers in simulation."""

import random

import pytest
from crossover_tool.stats.median import median_interval
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("count", "low", "high", "coverage"),
    # The tabled order statistics of the sign test: n=9 gives ranks 2 and 8, n=15 gives 4 and 12.
    [
        (1, 1, 1, 0.0),
        (3, 1, 3, 0.75),
        (5, 1, 5, 0.9375),
        (6, 1, 6, 0.96875),
        (9, 2, 8, 0.9609),
        (15, 4, 12, 0.9648),
    ],
)
def test_ranks_are_those_of_the_binomial_table(
    count: int, low: int, high: int, coverage: float
) -> None:
    interval = median_interval(list(range(count, 0, -1)))
    assert (interval.low, interval.high) == (low, high)
    assert interval.coverage == pytest.approx(coverage, abs=1e-4)
    assert interval.count == count


@given(st.lists(st.floats(0.001, 1e12), min_size=1, max_size=40))
def test_the_interval_holds_the_median_and_stays_in_the_data(values: list[float]) -> None:
    interval = median_interval(values)
    assert min(values) <= interval.low <= interval.median <= interval.high <= max(values)


def test_it_covers_the_true_median_as_often_as_it_says() -> None:
    rng = random.Random(7)
    for count in (3, 9):
        intervals = [
            median_interval([rng.lognormvariate(0, 0.5) for _ in range(count)]) for _ in range(2000)
        ]
        covered = sum(i.low <= 1.0 <= i.high for i in intervals) / len(intervals)
        assert covered == pytest.approx(intervals[0].coverage, abs=0.03)
