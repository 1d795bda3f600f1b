"""By how much identical work differs from one time to the next."""

import pytest
from crossover_tool.host.noise_floor import judge, measure


def test_the_noise_floor_is_that_of_neighbouring_windows() -> None:
    assert judge([1.0] * 50, 1.0).floor == 0.0
    alternating = [1.0] * 5 + [1.1] * 5
    assert judge(alternating * 10, 1.0).floor == pytest.approx(0.1)
    assert (
        judge([1.0, 1.0, 9.0, 1.0, 1.0] * 10, 1.0).floor == 0.0
    )  # a single preemption does not move a median
    once = [1.0] * 500 + [1.5] * 5 + [1.0] * 500
    assert (
        judge(once, 1.0).floor == 0.0
    )  # one bad window in two hundred is within the five in a hundred
    slow_drift = [1.0 + index / 1000.0 for index in range(100)]
    assert judge(slow_drift, 1.0).floor < 0.006


def test_noise_is_measured_for_as_long_as_asked() -> None:
    found = measure(0.4)
    assert 0.4 <= found.seconds < 5.0
    assert found.windows >= 3
    assert found.floor >= 0.0
