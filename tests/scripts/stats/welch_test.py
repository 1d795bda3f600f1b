"""Welch's comparison of two runs: the formula, and how often it is wrong on noise with a known
truth."""

import math
import random

import pytest
from crossover_tool.stats.holm import holm
from crossover_tool.stats.welch import log_difference


def test_the_formula_with_unequal_counts() -> None:
    found = log_difference([10, 11, 12, 13], [12, 15, 18])
    logs = [[math.log(v) for v in values] for values in ([10, 11, 12, 13], [12, 15, 18])]
    means = [sum(values) / len(values) for values in logs]
    parts = [
        sum((v - m) ** 2 for v in values) / (len(values) - 1) / len(values)
        for values, m in zip(logs, means)
    ]
    assert found.mean == pytest.approx(means[1] - means[0])
    assert found.error == pytest.approx(math.sqrt(sum(parts)))
    assert found.freedom == pytest.approx(sum(parts) ** 2 / (parts[0] ** 2 / 3 + parts[1] ** 2 / 2))


def test_equal_spreads_and_counts_are_students_case() -> None:
    found = log_difference([1.0, math.e], [math.e, math.e**2])
    assert found.freedom == pytest.approx(2.0)
    assert found.error == pytest.approx(math.sqrt(0.5))
    low, high = found.interval(0.05)
    assert math.log(high) == pytest.approx(1.0 + 4.302652729749464 * math.sqrt(0.5))
    assert low * high == pytest.approx(math.e**2)


def test_too_few_say_nothing() -> None:
    for sides in (([1.0], [2.0, 2.1]), ([1.0, 1.1], [2.0])):
        found = log_difference(*sides)
        assert found.interval(0.05) == (0.0, math.inf)
        assert found.p_beyond(0.0) == 1.0
    assert math.isnan(log_difference([], [1.0]).mean)


def test_no_spread_is_certain() -> None:
    assert log_difference([2.0, 2.0], [4.0, 4.0]).p_beyond(0.5) == 0.0
    assert log_difference([2.0, 2.0], [2.0, 2.0]).p_beyond(0.0) == 1.0


@pytest.mark.parametrize("blocks", [3, 9])
@pytest.mark.parametrize("heavy", [False, True])
def test_a_report_seldom_cries_wolf(blocks: int, heavy: bool) -> None:
    """Twenty rows without any difference: at most 5 % of such reports may call one faster or
    slower."""
    chance = random.Random(blocks)

    def sample() -> float:
        log = chance.gauss(0.0, 0.03) + (
            abs(chance.gauss(0.0, 0.2)) if heavy and chance.random() < 0.1 else 0.0
        )
        return math.exp(log)

    reports, wrong = 300, 0
    for _ in range(reports):
        rows = [
            log_difference(*[[sample() for _ in range(blocks)] for _ in "ab"]) for _ in range(20)
        ]
        steps = holm({str(n): row.p_beyond(0.0) for n, row in enumerate(rows)}, 0.05)
        wrong += any(step.rejected for step in steps.values())
    assert wrong <= 300 * 0.05 + 3 * math.sqrt(300 * 0.05 * 0.95)


def test_a_planted_difference_is_found() -> None:
    chance = random.Random(1)
    found = 0
    for _ in range(200):
        before, after = (
            [math.exp(chance.gauss(mean, 0.03)) for _ in range(9)] for mean in (0.0, math.log(1.15))
        )
        found += log_difference(before, after).interval(0.05 / 20)[0] > 1.02
    assert found >= 160


def test_one_wild_value_decides_nothing() -> None:
    calm = [1.0, 1.01, 0.99, 1.02, 0.98, 1.0, 1.01, 0.99, 1.0]
    wild = [*calm[:8], 10.0]
    assert log_difference(calm, wild).ratio == pytest.approx(1.0, abs=0.02)


def test_what_the_ranks_do_not_bear_out_is_no_change() -> None:
    """In four of nine processes four times as slow before, in six of nine after: the medians lie
    far apart, and it says nothing."""
    before = [1.0 + 0.001 * n for n in range(5)] + [4.0 + 0.001 * n for n in range(4)]
    after = [1.0 + 0.001 * n for n in range(3)] + [4.0 + 0.001 * n for n in range(6)]
    found = log_difference(before, after)
    assert found.p_beyond(0.02) == 1.0
    assert found.interval(0.05)[0] < 1.0 < found.interval(0.05)[1]
