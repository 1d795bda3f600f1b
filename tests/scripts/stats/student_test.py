"""Student's t against printed tables."""

import math

import pytest
from crossover_tool.stats.student import incomplete_beta, two_sided_quantile, upper_tail
from hypothesis import given
from hypothesis import strategies as st

# Two-sided critical values from printed tables (Abramowitz and Stegun, table 26.10).
TABLE = [
    (0.05, 1, 12.706),
    (0.05, 2, 4.303),
    (0.05, 5, 2.571),
    (0.05, 10, 2.228),
    (0.05, 30, 2.042),
    (0.05, 120, 1.980),
    (0.10, 4, 2.132),
    (0.01, 2, 9.925),
    (0.01, 8, 3.355),
    (0.001, 3, 12.924),
]


@pytest.mark.parametrize(("alpha", "freedom", "expected"), TABLE)
def test_quantile_is_that_of_the_table(alpha: float, freedom: int, expected: float) -> None:
    assert two_sided_quantile(alpha, freedom) == pytest.approx(expected, abs=6e-4)


def test_one_degree_of_freedom_is_the_cauchy_distribution() -> None:
    for t in (0.1, 1.0, 7.0, 1000.0):
        assert upper_tail(t, 1) == pytest.approx(0.5 - math.atan(t) / math.pi, rel=1e-9)


def test_infinite_t_has_no_tail() -> None:
    assert upper_tail(math.inf, 4) == 0.0
    assert upper_tail(-math.inf, 4) == 1.0


@given(st.floats(1e-4, 0.9), st.integers(1, 200))
def test_quantile_inverts_the_tail(alpha: float, freedom: int) -> None:
    assert 2.0 * upper_tail(two_sided_quantile(alpha, freedom), freedom) == pytest.approx(
        alpha, rel=1e-6
    )


@given(st.floats(0.5, 50), st.floats(0.5, 50), st.floats(0.001, 0.999))
def test_incomplete_beta_is_symmetric(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(1.0 - incomplete_beta(b, a, 1.0 - x), abs=1e-9)
