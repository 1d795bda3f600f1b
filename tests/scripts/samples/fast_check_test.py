"""The fast check says what jsonschema says, of right records and of ones that were made wrong."""

import copy
import random
from typing import Any

import jsonschema
import pytest
from conftest import frozen
from crossover_tool.host.interference import Interference
from crossover_tool.samples import encode, schema
from crossover_tool.samples.fast_check import compiled
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import Block, End, Interim, Resume

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 2.5, -0.5, 0.0, "", "x", "ok", "sample", 3, 10**30),
    *([], [1], [-1.0], [""], ["a", 2], {}, {"p50": 1}, {"a": "b"}, {"p50": -1.0}),
)
MUTATIONS = 400


def records() -> dict[str, list[Any]]:
    """Some records of every kind, as they are written."""
    found = read(frozen())
    made: list[Any] = [
        found.header,
        *found.samples[:40],
        *(one for one in found.samples if not one.ok),
        Block(0, 1, 0, 3, Interference(0.01, 0.0), ("steal",), (1, 2), 1.5),
        Interim(0.5, 3, (0,), 0.01),
        Resume("2026-01-01T00:00:00Z", 3, (1,), found.header.host, found.header.doctor),
        End("2026-01-01T00:00:00Z", 3, "complete"),
    ]
    by_kind: dict[str, list[Any]] = {}
    for one in made:
        line = encode.record(one)
        by_kind.setdefault(line["kind"], []).append(line)
    return by_kind


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every object and array inside `value` with each of its keys."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    found = [(value, step) for step, _ in steps]
    inner = value.values() if isinstance(value, dict) else value
    return found + [
        place for one in inner if isinstance(one, (dict, list)) for place in places(one)
    ]


def mutated(record: Any, rng: random.Random) -> Any:
    """The record with one to three places removed, added or replaced by something odd."""
    changed = copy.deepcopy(record)
    for _ in range(rng.randint(1, 3)):
        holder, step = rng.choice(places(changed))
        what = rng.random()
        if what < 0.25:
            del holder[step]
        elif what < 0.35 and isinstance(holder, dict):
            holder["unheard_of"] = copy.deepcopy(rng.choice(ODD))
        else:
            holder[step] = copy.deepcopy(rng.choice(ODD))
        if not places(changed):
            break
    return changed


@pytest.mark.parametrize("kind", schema.KINDS)
def test_it_says_what_jsonschema_says(kind: str) -> None:
    rng = random.Random(7)
    by_schema = jsonschema.Draft7Validator(schema.schema_of(kind))
    check = compiled(schema.schema_of(kind))
    originals = records()[kind]
    assert all(check(one) for one in originals)
    verdicts = set()
    for _ in range(MUTATIONS):
        changed = mutated(rng.choice(originals), rng)
        verdict = by_schema.is_valid(changed)
        assert check(changed) == verdict, changed
        verdicts.add(verdict)
    assert verdicts == {True, False}


KEYWORDS: tuple[dict[str, Any], ...] = (
    *({"type": one} for one in ("array", "boolean", "integer", "null", "number", "object")),
    *({"type": "string"}, {"type": ["integer", "null"]}, {"enum": ["ok", 3]}, {"const": "ok"}),
    *({"minimum": 0}, {"maximum": 1}, {"exclusiveMinimum": 0}, {"minLength": 1}, {"pattern": "^x"}),
    *({"minItems": 1}, {"maxItems": 1}, {"items": {"type": "number"}}, {"required": ["p50"]}),
    {"properties": {"p50": {"minimum": 0}}},
    {"properties": {"p50": {}}, "additionalProperties": False},
    {"additionalProperties": {"type": "number"}},
    {"anyOf": [{"type": "null"}, {"minimum": 1}]},
    {"oneOf": [{"type": "integer"}, {"minimum": 1}]},
    {"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"type": "number"}},
    {"definitions": {"a": {"minimum": 1}}, "properties": {"p50": {"$ref": "#/definitions/a"}}},
)


@pytest.mark.parametrize("made", KEYWORDS, ids=str)
def test_each_keyword_means_what_it_means_to_jsonschema(made: dict[str, Any]) -> None:
    check, by_schema = compiled(made), jsonschema.Draft7Validator(made)
    verdicts = {repr(value): by_schema.is_valid(value) for value in ODD}
    assert {repr(value): check(value) for value in ODD} == verdicts
    assert set(verdicts.values()) == {True, False}


def test_a_schema_cannot_ask_for_more_than_is_checked() -> None:
    with pytest.raises(ValueError, match="'maxLength' is not known"):
        compiled({"properties": {"a": {"type": "string", "maxLength": 3}}})
    with pytest.raises(ValueError, match="of scalars alone"):
        compiled({"const": [1]})


@pytest.mark.parametrize("keyword", ["const", "enum"])
def test_true_is_not_one(keyword: str) -> None:
    made = {keyword: 1} if keyword == "const" else {keyword: [1]}
    for value in (1, 1.0, True, "1"):
        assert compiled(made)(value) == jsonschema.Draft7Validator(made).is_valid(value)
