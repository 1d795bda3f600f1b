"""What is told soon of a record is what jsonschema says, of right ones and of ones that were made
wrong; and without the module that tells it soon all is told as well."""

import copy
import math
import random
from typing import Any

import jsonschema
import pytest
from conftest import frozen
from crossover_tool.host.interference import Interference
from crossover_tool.samples import codec, schema
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
        line = codec.written(one)
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
    pytest.importorskip("fastjsonschema")
    rng = random.Random(7)
    by_schema = jsonschema.Draft7Validator(schema.schema_of(kind))
    originals = records()[kind]
    assert all(schema.is_surely_right(kind, one) for one in originals)
    verdicts = set()
    for _ in range(MUTATIONS):
        changed = mutated(rng.choice(originals), rng)
        verdict = by_schema.is_valid(changed)
        assert schema.is_surely_right(kind, changed) == verdict, changed
        verdicts.add(verdict)
    assert verdicts == {True, False}


@pytest.mark.parametrize("soon", [True, False])
def test_what_is_wrong_is_told_with_its_place(soon: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not soon:
        monkeypatch.setattr(schema, "fastjsonschema", None)
    right = records()["sample"][0]
    assert schema.problem(right) == ""
    wrong = {**right, "measurement": {**right["measurement"], "limit": "many"}}
    said = "(sample) is wrong at measurement.limit: 'many' is not of type 'integer'"
    assert schema.problem(wrong) == said


@pytest.mark.parametrize("line", [[], "a", 3, None])
def test_a_line_is_an_object(line: object) -> None:
    assert schema.problem(line) == "is not a JSON object"


def test_an_unknown_kind_is_named_with_those_that_are_known() -> None:
    assert schema.problem({"kind": "guess"}).startswith("has the kind 'guess', which is none of ")


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 1e308, 5e-324, 10**30])
def test_a_number_that_cannot_be_is_found_wherever_it_stands(number: float) -> None:
    inner = {**records()["sample"][0]["measurement"], "latency_ns": {"p50": number}}
    said = schema.problem({**records()["sample"][0], "measurement": inner})
    assert (
        said
        == f"(sample) is wrong at measurement.latency_ns.p50: {number} is no number that can be"
    )


def test_a_long_fault_is_shortened() -> None:
    assert len(schema.problem({**records()["sample"][0], "block": "x" * 1000})) < 220


def test_a_measurement_by_itself_is_held_to_the_same() -> None:
    measurement = records()["sample"][0]["measurement"]
    assert schema.measurement_problem(measurement) == ""
    assert "measurement.limit" in schema.measurement_problem({**measurement, "limit": "many"})


def test_a_number_of_hundreds_of_digits_is_told_in_short() -> None:
    said = schema.problem({**records()["sample"][0], "elapsed_s": 10**400})
    assert "wrong at elapsed_s: 1000" in said and len(said) < 150
