"""Checking the JSON of a line against its schema, when it is written and when it is read."""

import json
import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema

from crossover_tool.paths import SCHEMAS

try:
    import fastjsonschema
except ImportError:  # jsonschema says the same, in five milliseconds a sample
    fastjsonschema = None

VERSION = 3
KINDS = ("header", "sample", "block", "interim", "resume", "end")
_METRIC = {"anyOf": [{"type": "null"}, {"type": "number"}, {"$ref": "#/definitions/percentiles"}]}


@cache
def metrics() -> tuple[str, ...]:
    """The names in the one table of metrics; `server.requests` is a field of `server`."""
    table = json.loads((SCHEMAS / "metrics.json").read_text(encoding="utf-8"))
    return tuple(metric["name"] for metric in table)


@cache
def schema_of(kind: str) -> Any:
    """The schema of a kind of record, as JSON; that of samples knows every metric."""
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    if kind == "sample":
        measured = schema["definitions"]["measurement"]["properties"]
        for name in metrics():
            group, _, plain = name.rpartition(".")
            place = measured[group]["properties"] if group else measured
            place.setdefault(plain, _METRIC)
    return schema


@cache
def _validator(kind: str) -> Any:
    schema = schema_of(kind)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@cache
def _compiled(kind: str) -> Any:
    """The schema as code, which says of a right record that it is, as nearly all are; what is wrong
    with another, the validator says."""
    return fastjsonschema.compile(schema_of(kind), use_default=False)


def is_surely_right(kind: str, record: object) -> bool:
    """Whether a record of this kind is right; False as well where nothing tells so soon."""
    if fastjsonschema is None:
        return False
    try:
        _compiled(kind)(record)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


def problem(record: object) -> str:
    """What is wrong with a record, with the place inside it; "" when it is right."""
    if not isinstance(record, dict):
        return "is not a JSON object"
    kind = record.get("kind")
    if kind not in KINDS:
        return f"has the kind {kind!r}, which is none of {', '.join(KINDS)}"
    if not _all_possible(record):
        place, number = next(one for one in _numbers(record, "") if not _is_possible(one[1]))
        digits = str(number)
        told = digits if len(digits) <= 40 else f"{digits[:12]}... of {len(digits)} digits"
        return f"({kind}) is wrong at {place}: {told} is no number that can be"
    if is_surely_right(kind, record):
        return ""
    error = min(
        _validator(kind).iter_errors(record),
        key=lambda e: list(map(str, e.absolute_path)),
        default=None,
    )
    if error is None:
        return ""
    place = ".".join(str(step) for step in error.absolute_path)
    return f"({kind}) is wrong{' at ' + place if place else ''}: {_short(error.message)}"


def measurement_problem(measurement: object) -> str:
    """What is wrong with a measurement that is no part of a sample yet; "" when it is right."""
    sample = {"kind": "sample", "block": 0, "order": 0, "cell": 0, "elapsed_s": 0}
    return problem({**sample, "started": "2000-01-01T00:00:00Z", "measurement": measurement})


MOST, LEAST = 1e18, 1e-9
"""No figure of a record is beyond, but 0: in nanoseconds thirty years, in bytes an exabyte."""


def _is_possible(number: float) -> bool:
    return number == 0 or LEAST <= abs(number) <= MOST


def _all_possible(json_value: object) -> bool:
    """Whether all numbers of a value are some that can be; of a record there are a hundred."""
    left = [json_value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
        elif isinstance(one, (int, float)) and not _is_possible(one):
            return False
    return True


def _numbers(json_value: object, place: str) -> Iterator[tuple[str, float]]:
    """Every number of a value with its place: Python reads 1e400 and NaN, and JSON knows neither."""
    if isinstance(json_value, (int, float)):
        yield place, json_value
    steps: Iterator[tuple[object, object]] = iter(())
    if isinstance(json_value, dict):
        steps = iter(json_value.items())
    elif isinstance(json_value, list):
        steps = iter(enumerate(json_value))
    for step, inner in steps:
        yield from _numbers(inner, f"{place}.{step}" if place else str(step))


def _short(message: str, most: int = 160) -> str:
    return message if len(message) <= most else f"{message[:60]} ... {message[60 - most + 5:]}"
