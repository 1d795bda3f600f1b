"""Where an axis has its ticks."""

from collections.abc import Sequence
from typing import Any

import pytest
from crossover_tool.charts.ticks import few, measured_values, quantity, ratios, thinned


class Axis:
    """An axis that keeps what it is given."""

    def set_major_locator(self, locator: Any) -> None:
        self.locator = locator

    def set_major_formatter(self, formatter: Any) -> None:
        self.formatter = formatter

    def set_minor_locator(self, locator: Any) -> None:
        self.minor = locator

    def set_minor_formatter(self, formatter: Any) -> None:
        self.minor = formatter

    def ticks(self) -> list[float]:
        return [float(value) for value in self.locator.tick_values(0.0, 1.0)]


def test_the_last_value_stays_whoever_is_near() -> None:
    assert thinned([0.0, 50.0, 95.0, 100.0], 0.1, log=False) == [0.0, 50.0, 100.0]
    assert thinned([7.0], 0.1, log=True) == [7.0]


def test_by_ratios_decades_are_alike() -> None:
    assert thinned([1.0, 5.0, 10.0, 100.0], 0.3, log=True) == [1.0, 10.0, 100.0]
    # an axis that goes further leaves less room between the same values
    assert thinned([10.0, 20.0, 100.0], 0.3, log=True, ends=(1.0, 1e6)) == [100.0]


def test_a_sweep_has_ticks_where_it_was_measured() -> None:
    axis = Axis()
    measured_values(axis, [100, 1, 10], log=True)
    assert axis.ticks() == [1.0, 10.0, 100.0]
    assert axis.formatter(1000.0, 0) == "1,000"


@pytest.mark.parametrize(
    ("ends", "log", "base", "ticks"),
    [
        ((1.0, 1000.0), True, 10, [1.0, 1000.0]),
        ((3.0, 40.0), True, 10, [5.0, 20.0]),
        ((0.0, 9.0), False, 10, [0.0, 5.0]),
        ((0.0, 6.0), False, 10, [0.0, 2.0, 4.0, 6.0]),
        ((0.0, 96.0), False, 2, [0.0, 32.0, 64.0, 96.0]),
    ],
)
def test_a_narrow_panel_has_a_few_round_ones(
    ends: tuple[float, float], log: bool, base: int, ticks: Sequence[float]
) -> None:
    axis = Axis()
    few(axis, ends, str, log, base)
    assert 1 <= len(axis.ticks()) <= 4
    assert all(ends[0] <= tick <= ends[1] for tick in axis.ticks())
    if not log:
        assert axis.ticks() == list(ticks)


@pytest.mark.parametrize(("high", "subs"), [(100.0, [1.0, 2.0, 5.0]), (1e6, [1.0])])
def test_over_many_decades_only_powers_of_ten_are_said(high: float, subs: list[float]) -> None:
    axis = Axis()
    quantity(axis, 1.0, high, str, log=True)
    assert list(axis.locator._subs) == subs


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (1.7, [1.0, 1.2, 1.5]),
        (7.0, [1.0, 2.0, 5.0]),
        (20.0, [1.0, 5.0, 20.0]),
        (1000.0, [1.0, 10.0, 100.0, 1000.0]),
    ],
)
def test_a_panel_of_ratios_has_1x_and_one_more(most: float, ticks: list[float]) -> None:
    axis = Axis()
    ratios(axis, 0.93, most, str)
    assert axis.ticks() == pytest.approx(ticks)
