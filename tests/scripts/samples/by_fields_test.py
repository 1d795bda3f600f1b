"""Dataclasses as JSON and back, by their fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pytest
from crossover_tool.samples.by_fields import ByFields, Form, Ways


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    x: int
    y: int | None = None


@dataclass(frozen=True)
class Outer:
    name: str
    colour: Colour
    share: float
    inner: Inner
    several: tuple[Inner, ...] = ()
    words: Mapping[str, str] | None = None
    secret: str = "kept"


PLAIN = Outer("a", Colour.RED, 0.123456, Inner(1), (Inner(2, 3),), {"k": "v"})


def test_what_is_written_is_read() -> None:
    ways = ByFields({}, {})
    told = ways.write(PLAIN)
    assert told["colour"] == "red" and told["several"] == [{"x": 2, "y": 3}]
    assert told["inner"] == {"x": 1, "y": None}
    assert ways.read(Outer, {**told, "unheard of": 1}) == PLAIN


def test_a_form_says_what_is_otherwise() -> None:
    form = Form(
        named={"name": "title"}, digits={"share": 2}, spare={"words": None}, hidden=("secret",),
        flat=("inner",),
    )  # fmt: skip
    ways = ByFields({Outer: form}, {})
    told = ways.write(Outer("a", Colour.RED, 0.126, Inner(1, 2)))
    assert told == {"title": "a", "colour": "red", "share": 0.13, "x": 1, "y": 2, "several": []}
    assert ways.read(Outer, told) == Outer("a", Colour.RED, 0.13, Inner(1, 2))


def test_a_type_may_have_ways_of_its_own() -> None:
    ways = ByFields({}, {Inner: Ways(lambda one: one.x, lambda json: Inner(json))})
    told = ways.write(PLAIN)
    assert (told["inner"], told["several"]) == (1, [2])
    assert ways.read(Outer, told).several == (Inner(2),)


def test_a_field_that_must_be_there_and_is_not_is_refused() -> None:
    told = ByFields({}, {}).write(PLAIN)
    del told["name"]
    with pytest.raises(TypeError):
        ByFields({}, {}).read(Outer, told)
