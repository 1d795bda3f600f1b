"""Crossover points along a sweep."""

import math

import pytest
from crossover_tool.stats.crossing import SweepPoint, crossings


def point(value: int, winner: str, **spans: float) -> SweepPoint:
    return SweepPoint(value, winner, {name: math.log(span) for name, span in spans.items()})


def test_a_change_of_winner_lies_between_the_values_that_prove_it() -> None:
    sweep = [
        point(1, "seq", seq=1, gather=2),
        point(10, "", seq=10, gather=10),
        point(100, "gather", seq=90, gather=9),
    ]
    (found,) = crossings(sweep)
    assert (found.before, found.after, found.low, found.high) == ("seq", "gather", 1, 100)
    assert found.estimate == pytest.approx(10)


def test_the_estimate_is_where_power_laws_meet() -> None:
    # n against 4 sqrt(n): they meet at 16
    (found,) = crossings([point(4, "a", a=4, b=8), point(64, "b", a=64, b=32)])
    assert found.estimate == pytest.approx(16)


def test_no_crossing_in_range() -> None:
    assert crossings([point(1, "a", a=1, b=2), point(2, "", a=1, b=1), point(3, "a", a=1, b=2)]) == []
    assert crossings([point(1, "", a=1, b=2)]) == []


def test_a_winner_without_numbers_before_has_no_estimate() -> None:
    (found,) = crossings([point(1, "a", a=1), point(2, "b", b=1)])
    assert math.isnan(found.estimate)
