"""Axes of the page's drawings."""

import pytest
from crossover_tool.charts.page.scale import Scale, over


def test_ends_lie_on_ends_and_what_is_beyond_on_them_too() -> None:
    even = Scale(0.0, 10.0, 100.0, 200.0, log=False)
    assert [even.at(value) for value in (-5.0, 0.0, 2.5, 10.0, 99.0)] == [
        *(100.0, 100.0, 125.0, 200.0, 200.0),
    ]


def test_by_ratios_a_decade_is_a_decade() -> None:
    decades = Scale(1.0, 100.0, 0.0, 50.0, log=True)
    assert [decades.at(value) for value in (1.0, 10.0, 100.0)] == [0.0, 25.0, 50.0]


def test_an_axis_of_one_value_has_it_in_the_middle() -> None:
    assert Scale(5.0, 5.0, 0.0, 50.0, log=False).at(5.0) == 25.0
    assert Scale(5.0, 5.0, 0.0, 50.0, log=False).ticks() == [5.0]


@pytest.mark.parametrize(
    ("low", "high", "log", "ticks"),
    [
        (0.0, 10.0, False, [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
        (3.0, 27.0, False, [5.0, 10.0, 15.0, 20.0, 25.0]),
        (1.0, 10.0, True, [1.0, 2.0, 5.0, 10.0]),
        (1.0, 1e4, True, [1.0, 10.0, 100.0, 1e3, 1e4]),
        (1.0, 1e9, True, [1.0, 100.0, 1e4, 1e6, 1e8]),
        (7.0, 9.0, True, [7.0, 7.5, 8.0, 8.5, 9.0]),
    ],
)
def test_ticks_are_round_and_few(low: float, high: float, log: bool, ticks: list[float]) -> None:
    assert Scale(low, high, 0.0, 1.0, log).ticks() == pytest.approx(ticks)


def test_what_is_shown_has_room_at_both_ends() -> None:
    assert (over([0.0, 100.0], 0, 1, log=False).low, over([0.0, 100.0], 0, 1, False).high) == (
        *(-4.0, 104.0),
    )
    decades = over([1.0, 100.0], 0, 1, log=True)
    assert decades.low < 1.0 and decades.high > 100.0 and decades.low > 0.5
    alone = over([7.0], 0, 1, log=True)
    assert alone.low < 7.0 < alone.high
