"""The lines of a results file: from a record to its JSON, and from JSON that the schema has found
right to the record."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timezone
from typing import Any

from crossover_tool.cell import Cell, Contender, Params
from crossover_tool.goal import Goal
from crossover_tool.host.interference import Interference
from crossover_tool.samples import schema
from crossover_tool.samples.by_fields import ByFields, Form, Json, Ways
from crossover_tool.samples.records import (
    Block,
    End,
    Header,
    Interim,
    Measurement,
    Percentiles,
    Protocol,
    Record,
    Resume,
    Sample,
    Search,
    Status,
)
from crossover_tool.suite import PlannedCell, Suite

KINDS: Mapping[str, type[Record]] = {
    "header": Header,
    "sample": Sample,
    "block": Block,
    "interim": Interim,
    "resume": Resume,
    "end": End,
}
_NAMES = {kind: name for name, kind in KINDS.items()}

FORMS: Mapping[type, Form] = {
    Header: Form(
        flat=("suite", "protocol"),
        spare={
            **{"scaling": {}, "binaries": None, "texts_hidden": (), "workload_file": None},
            "noise_floor": 0.0,  # of runs of goals before schema 3, whose report it was
        },
    ),
    Suite: Form(
        named={"name": "suite"},
        spare={"description": "", "texts": {}, "goals": ()},
        hidden=("strict", "budget_s"),  # the protocol has the budget
    ),
    Protocol: Form(spare={"budget_s": None, "least_blocks": 1, "retry": True}),
    Search: Form(spare={"slo": "", "errors": 0.0}),
    PlannedCell: Form(flat=("cell",), spare={"contenders": (), "title": "", "family": ""}),
    Goal: Form(named={"fixed": "figure"}, spare={"other_cell": None}),
    Sample: Form(digits={"elapsed_s": 6}, spare={"control": False}),
    Measurement: Form(
        flat=("contender",), spare={"makespan_ns": (), "cores": 0}, hidden=("figures", "spreads")
    ),
    Block: Form(named={"number": "block"}, digits={"elapsed_s": 3}, spare={"elapsed_s": None}),
    Interference: Form(digits=dict.fromkeys((one.name for one in fields(Interference)), 4)),
    Interim: Form(digits={"noise_floor": 6}, spare={"behind": (), "failing": ()}),
    Resume: Form(digits={"elapsed_s": 3}, spare={"doctor": None}),
}

_PERCENTILES = {one.name for one in fields(Percentiles)}
_STRUCTURE = {one.name for one in fields(Measurement)} | {"strategy", "engine"}
_WITHOUT_FIGURES = (
    *("cell", "strategy", "engine", "kind", "language", "limit", "status", "reason"),
    "makespan_ns",
)


def written(one: Record) -> Json:
    name = _NAMES[type(one)]
    version = {"crossover_schema": schema.VERSION} if name == "header" else {}
    return {**version, "kind": name, **_plain.write(one)}


def read(json: Mapping[str, Any]) -> Record:
    """The record in the JSON of a line, whose `kind` the schema knows."""
    found: Record = _plain.read(KINDS[json["kind"]], json)
    return found


def cell(one: Cell) -> Json:
    """A cell as the bench writes it."""
    return _plain.write(one)


def measurement(json: Mapping[str, Any]) -> Measurement:
    """What the bench wrote of one contender on one cell.

    Numbers that are no part of its structure are figures, and objects with all percentiles spreads:
    a metric needs no line here. What else another version may have written is passed over.
    """
    rest = {name: value for name, value in json.items() if name not in _STRUCTURE}
    found: Measurement = _plain.read(Measurement, json)
    return replace(
        found,
        figures={name: value for name, value in rest.items() if isinstance(value, (int, float))},
        spreads={
            name: _plain.read(Percentiles, value)
            for name, value in rest.items()
            if isinstance(value, dict) and _PERCENTILES <= value.keys()
        },
    )


def _measurement(one: Measurement) -> Json:
    """As the bench writes it, without what was not measured."""
    told = _plain.write(one)
    if one.status is Status.VOID:  # it measured, be it no batch
        told.setdefault("makespan_ns", [])
    if not one.figures and not one.ok:
        return {name: told[name] for name in _WITHOUT_FIGURES if name in told}
    spreads = {name: _plain.write(spread) for name, spread in one.spreads.items()}
    return {**told, **one.figures, **spreads}


def _goal(one: Goal) -> Json:
    told = _plain.write(one)
    told["at_most" if told.pop("at_most") else "at_least"] = told.pop("bound")
    return told


def _read_goal(json: Mapping[str, Any]) -> Goal:
    at_most = "at_most" in json
    bound = json["at_most" if at_most else "at_least"]
    found: Goal = _plain.read(Goal, {**json, "at_most": at_most, "bound": bound})
    return found


_plain = ByFields(
    FORMS,
    {
        Params: Ways(dict, lambda json: tuple(json.items())),
        Contender: Ways(lambda one: one.name, Contender.parse),
        Measurement: Ways(_measurement, measurement),
        Goal: Ways(_goal, _read_goal),
    },
)


def now() -> str:
    """This moment, in UTC, as `2026-01-01T00:00:00Z`."""
    return f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
