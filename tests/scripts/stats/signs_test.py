"""The order statistics that enclose a median, whatever the noise."""

import random

import pytest
from crossover_tool.stats.signs import GUARD, guard, p_signs, rank


def test_the_table_of_every_textbook() -> None:
    # n = 6: the range holds the median with 1 - 2/64; n = 12: third and tenth with 96.1 %
    assert p_signs(0, 6) == pytest.approx(2 / 64)
    assert (rank(5, 0.05), rank(6, 0.05), rank(9, 0.05), rank(12, 0.05)) == (0, 1, 2, 3)


def test_the_guard_asks_all_of_few_and_spares_three_of_twelve() -> None:
    assert [guard(n) for n in (3, 5, 6, 7, 9, 12, 15, 24, 42)] == [1, 1, 1, 2, 2, 4, 4, 5, 8]
    for n in range(6, 200):
        assert p_signs(guard(n) - 1, n) <= GUARD
    assert all(p_signs(guard(n) - 1, n) <= 0.0016 for n in range(24, 200))


def test_it_holds_the_median_of_the_most_skewed_noise() -> None:
    rng = random.Random(3)
    held = 0
    for _ in range(2000):
        ordered = sorted(rng.paretovariate(0.5) for _ in range(12))
        j = rank(12, 0.05)
        held += ordered[j - 1] <= 4.0 <= ordered[-j]  # 2 ** (1 / 0.5)
    assert 0.95 <= held / 2000 <= 0.975


def test_thousands_of_blocks_are_no_more_than_a_float_holds() -> None:
    """A run with a budget takes as many of a short cell; 2 ** 1024 is no float."""
    assert p_signs(0, 3000) == 0.0 and p_signs(1500, 3000) == 1.0
    assert 2 * rank(10_000, 0.05) == pytest.approx(10_000 - 1.96 * 10_000**0.5, abs=3)
    assert guard(3000) == 501
