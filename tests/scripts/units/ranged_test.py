"""Texts that say the same of different measurements, as one."""

import pytest
from crossover_tool.units.ranged import kind, ranged


def test_what_differs_is_told_from_the_least_to_the_most() -> None:
    lost = [f"{many} of 1000000 increments were lost" for many in (58882, 0, 340029)]
    assert len(set(map(kind, lost))) == 1
    assert ranged(lost) == "0 to 340029 of 1000000 increments were lost"
    assert ranged(["late by 1,200 µs", "late by 900 µs"]) == "late by 900 to 1,200 µs"
    assert ranged(["12.5 % of it", "9 % of it"]) == "9 to 12.5 % of it"
    assert ranged(["nothing to count"]) == "nothing to count"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ended with status 1", "ended with status 127"),
        ("killed by signal 40", "killed by signal 41"),
        ("it answered HTTP/1.1 503", "it answered HTTP/1.1 404"),
        ("late by 999 µs", "late by 1.20 ms"),
    ],
)
def test_another_number_may_be_another_thing(one: str, other: str) -> None:
    assert kind(one) != kind(other)
