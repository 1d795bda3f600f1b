"""Older results files are read as this version would have written them."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, ROOT, frozen, lines_of
from crossover_tool.samples import codec, migrate, schema
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import Record

OLD = DATA / "frozen_2"
"""A few lines each of a run of cells and of a run of goals, as version 2 wrote them."""

COMMITTED = sorted((ROOT / "results").glob("*/samples.jsonl"))


def records(path: Path) -> list[Record]:
    found = read(path)
    return [found.header, *found.samples, *found.blocks, *found.interims]


@pytest.mark.parametrize("path", [frozen(), *sorted(OLD.glob("*.jsonl")), *COMMITTED], ids=str)
def test_old_files_are_read_and_fit_the_present_schema(path: Path) -> None:
    found = records(path)
    assert len(found) > 3
    assert all(schema.problem(codec.written(one)) == "" for one in found[:200])


def test_the_words_of_version_2_are_those_of_version_3() -> None:
    cells = read(OLD / "cells.jsonl")
    names = {contender.name for c in cells.header.suite.cells for contender in c.contenders}
    assert {"thread_pool/ring", "thread_pool/index"} <= names
    assert not {"thread_pool/std", "thread_pool/std_index"} & names
    kinds = {sample.contender.name: sample.measurement.kind for sample in cells.samples}
    assert kinds["thread_pool/ring"] == "best" and kinds["thread_pool/tbb"] == "documented"
    assert kinds["fork_per_task/posix"] == "mistake"
    ok = [sample.measurement for sample in cells.samples if sample.ok]
    assert any(m.ideal_ns and m.ideal_bound != "none" for m in ok)
    assert any(m.server and m.server.requests for m in ok)
    assert cells.blocks[0].interference.spin >= 1.0


def test_a_run_of_goals_becomes_a_run_with_baselines() -> None:
    goals = read(OLD / "goals.jsonl")
    suite = goals.header.suite
    assert suite.goals and {goal.baseline for goal in suite.goals} >= {"ideal", "itself", ""}
    baselines = [sample for sample in goals.samples if sample.measurement.kind == "baseline"]
    assert baselines and all(s.contender.strategy == "baseline" for s in baselines)
    assert all(s.measurement.cell.workload for s in baselines)
    own = {s.cell: s.measurement.ideal_ns for s in goals.samples if s not in baselines}
    assert all(s.measurement.ideal_ns == own[s.cell] for s in baselines if s.cell in own)
    assert any(sample.control for sample in goals.samples)
    for number, planned in enumerate(suite.cells):
        wanted = {c for goal in suite.goals for cell, c in goal.entrants if cell == number}
        assert wanted == set(planned.contenders)


@pytest.mark.parametrize("name", ["cells.jsonl", "goals.jsonl"])
def test_a_step_leaves_its_lines_as_they_were(name: str) -> None:
    lines = lines_of(OLD / name)
    before = copy.deepcopy(lines)
    found = migrate.migrated(lines, schema.VERSION)
    assert lines == before and found != before
    assert migrate.migrated(found, schema.VERSION) == found


def test_a_damaged_old_file_is_corrupt_and_named(tmp_path: Path) -> None:
    lines: list[Any] = lines_of(OLD / "cells.jsonl")
    del lines[0]["cells"]
    path = tmp_path / "bad.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(
        Exception, match="bad.jsonl: is corrupt: it says that it has schema version 2"
    ):
        read(path)


def test_an_older_file_without_a_header_is_refused() -> None:
    """Not a header by its kind, and yet with the version of one."""
    with pytest.raises(ValueError, match="no header"):
        migrate.migrated([{"kind": "end", "crossover_schema": 1}], schema.VERSION)
