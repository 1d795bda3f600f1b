"""What the bench wrote becomes records, whatever else another version has written beside it; and
records are read as they were written."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from crossover_tool.host.interference import Interference
from crossover_tool.samples import codec, schema
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import (
    Away,
    Block,
    End,
    Header,
    Interim,
    Protocol,
    Record,
    Resume,
    Sample,
    Search,
    Status,
)
from made_goals import ASIO, goal, measured

FROZEN = Path(__file__).resolve().parents[1] / "data" / "frozen" / "samples.jsonl"
HEADER: Header = read(FROZEN).header
RECORDS: tuple[Record, ...] = (
    HEADER,
    *read(FROZEN).samples,
    replace(
        HEADER,
        suite=replace(HEADER.suite, texts={"url": "http://a"}, goals=(goal(1.1), goal(2.0, False))),
        protocol=Protocol(60.0, 6, False, 5.0, Search(0.1, 60.0, "p99<20000us", 0.001), 0.02),
        binaries={"crossover_bench": "0" * 64},
        texts_hidden=("url",),
    ),
    Block(0, 1, 0, 3, Interference(0.0125, None, sample_others=0.25), ("steal",), (1, 2), 1.5),
    Interim(0.5, 3, (0, 2), 0.01, (Away(0, "gather/asio"),)),
    Resume("2026-01-01T00:00:00Z", 3, (1,), HEADER.host, HEADER.doctor, 2.5),
    Resume("2026-01-01T00:00:00Z", 3, (), HEADER.host, None),
    End("2026-01-01T00:00:00Z", 3, "complete"),
)


def test_an_object_without_all_percentiles_is_no_spread() -> None:
    lines = FROZEN.read_text(encoding="utf-8").splitlines()
    samples = [one for one in map(json.loads, lines) if one["kind"] == "sample"]
    written = next(one["measurement"] for one in samples if one["measurement"]["status"] == "ok")
    found = codec.measurement(written)
    assert "latency_ns" in found.spreads
    odd = codec.measurement({**written, "more": {}, "odd": {"p50": 1.0}})
    assert odd.spreads == found.spreads


def test_what_is_written_is_right_and_is_read_as_it_was() -> None:
    assert {type(one) for one in RECORDS} == set(codec.KINDS.values())
    for record in RECORDS:
        line = json.loads(json.dumps(codec.written(record)))
        assert schema.problem(line) == ""
        assert codec.read(line) == record


def test_what_goes_without_saying_is_not_written() -> None:
    line = codec.written(replace(HEADER, binaries=None, protocol=Protocol()))
    assert not {"binaries", "budget_s", "retry", "goals", "texts"} & line.keys()
    assert "control" not in codec.written(read(FROZEN).samples[0])


@pytest.mark.parametrize("kind", codec.FORMS, ids=lambda kind: kind.__name__)
def test_a_form_speaks_of_fields_that_there_are(kind: type) -> None:
    form = codec.FORMS[kind]
    named = {*form.named, *form.digits, *form.spare, *form.hidden, *form.flat}
    assert named <= {one.name for one in fields(kind)}  # type: ignore[arg-type]


def test_the_schema_knows_every_kind() -> None:
    assert tuple(codec.KINDS) == schema.KINDS


def test_shares_are_rounded_and_what_is_unknown_is_null() -> None:
    told = codec.written(Block(0, 1, 0, 2, Interference(steal=0.123456), elapsed_s=1.23456))
    assert (told["interference"]["steal"], told["interference"]["others"]) == (0.1235, None)
    assert (told["block"], told["elapsed_s"]) == (1, 1.235)
    assert "elapsed_s" not in codec.written(Block(0, 1, 0, 2, Interference()))


@pytest.mark.parametrize(("at_most", "name"), [(True, "at_most"), (False, "at_least")])
def test_the_bound_of_a_goal_says_from_which_side(at_most: bool, name: str) -> None:
    made = HEADER
    goals = (goal(1.5, at_most), goal(2.0, other_cell=3))
    told = codec.written(replace(made, suite=replace(made.suite, goals=goals)))["goals"]
    assert told[0][name] == 1.5
    assert {"at_most", "at_least"} - told[0].keys() == {"at_most", "at_least"} - {name}
    assert ("other_cell" in told[0], told[1]["other_cell"]) == (False, 3)


def test_a_sample_without_figures_has_none() -> None:
    failed = replace(
        measured(ASIO, 60e6), status=Status.ERROR, reason="odd", makespan_ns=(), figures={}
    )
    told = codec.written(Sample(0, 0, 0, failed, "2026-01-01T00:00:00Z"))
    assert told["measurement"].keys() == {
        *("cell", "strategy", "engine", "kind", "language", "limit", "status", "reason"),
    }
    assert schema.problem(told) == ""
