"""Checking a record against its JSON Schema, when it is written and when it is read."""

import json
from functools import cache
from typing import Any

import jsonschema

from crossover_tool.paths import SCHEMAS

VERSION = 2
READABLE = (1, VERSION)
"""Version 1 knew neither allocations nor loop lag, neither controls nor blocks that were run again;
its samples are read without them."""
KINDS = ("header", "sample", "block", "look", "resume", "end", "goals_header", "goals_sample")


@cache
def _validator(kind: str) -> Any:
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def problem(record: object) -> str:
    """What is wrong with a record, with the place inside it; "" when it is right."""
    if not isinstance(record, dict):
        return "is not a JSON object"
    kind = record.get("kind")
    if kind not in KINDS:
        return f"has the kind {kind!r}, which is none of {', '.join(KINDS)}"
    if kind == "header" and record.get("crossover_schema") not in READABLE:
        found = record.get("crossover_schema")
        return f"has schema version {found!r}, and this crossover reads {READABLE[0]} to {VERSION}: use the version that wrote it"
    error = min(
        _validator(kind).iter_errors(record),
        key=lambda e: list(map(str, e.absolute_path)),
        default=None,
    )
    if error is None:
        return ""
    place = ".".join(str(step) for step in error.absolute_path)
    return f"({kind}) is wrong{' at ' + place if place else ''}: {_short(error.message)}"


def _short(message: str, most: int = 160) -> str:
    return message if len(message) <= most else f"{message[:60]} ... {message[60 - most + 5:]}"
