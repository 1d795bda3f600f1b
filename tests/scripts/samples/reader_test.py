"""The results file: what is written can be read, and whatever else lies there is refused with its
place."""

import copy
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import frozen, lines_of
from crossover_tool.errors import ResultsError
from crossover_tool.samples import schema
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import End, Record
from crossover_tool.samples.writer import SampleWriter, append_line
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def write(path: Path, records: list[Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def records() -> list[Record]:
    """The frozen results, as they would be written now."""
    found = read(frozen())
    return [found.header, *found.samples, End("2026-01-01T00:00:00Z", found.lines, "complete")]


def test_frozen_results_are_read() -> None:
    results = read(frozen())
    assert results.status == "complete"
    assert results.warnings == ()
    assert results.header.suite.name == "frozen"


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    with SampleWriter(tmp_path / "new" / "folder") as writer:
        for record in records():
            writer.append(record)
    again = read(tmp_path / "new" / "folder")
    assert (again.samples, again.header) == (read(frozen()).samples, read(frozen()).header)
    assert lines_of(again.path)[0]["crossover_schema"] == schema.VERSION


def test_a_wrong_record_is_not_written(tmp_path: Path) -> None:
    with SampleWriter(tmp_path) as writer:
        with pytest.raises(ResultsError, match="seed"):
            writer.append(replace(read(frozen()).header, seed="one"))  # type: ignore[arg-type]
        assert (writer.count, writer.path.read_text()) == (0, "")


def test_old_samples_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "samples.jsonl").write_text("precious")
    with pytest.raises(ResultsError, match="holds samples already"):
        SampleWriter(tmp_path)
    assert (tmp_path / "samples.jsonl").read_text() == "precious"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/nowhere")):
        with pytest.raises(ResultsError, match=str(folder)):
            SampleWriter(folder)


def test_a_full_disk_is_an_error_at_once() -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    try:
        with pytest.raises(OSError, match="No space left"):
            append_line(descriptor, "{}")
    finally:
        os.close(descriptor)


def test_a_killed_run_is_read_with_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", lines_of(frozen())[:-3])
    results = read(path)
    assert results.status == "killed"
    assert "killed" in results.warnings[0]


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.integers(0, 1500))
def test_a_file_cut_off_anywhere_in_its_last_line_is_read(tmp_path: Path, cut: int) -> None:
    lines = frozen().read_bytes().splitlines(keepends=True)[:3]
    kept = lines[2][: min(cut, len(lines[2]))]
    path = tmp_path / "cut.jsonl"
    path.write_bytes(b"".join(lines[:2]) + kept)
    whole = len(kept) >= len(lines[2]) - 1
    assert len(read(path).samples) == (2 if whole else 1)


def corrupted(change: str) -> list[Any]:
    """The frozen records with one thing wrong."""
    records: list[Any] = copy.deepcopy(lines_of(frozen()))
    first = next(r for r in records if r["kind"] == "sample" and r["measurement"]["status"] == "ok")
    if change == "future":
        records[0]["crossover_schema"] = 99
    elif change == "headless":
        records = records[1:]
    elif change == "text":
        first["measurement"]["makespan_ns"] = "fast"
    elif change == "negative":
        first["measurement"]["makespan_ns"] = [-5]
    elif change == "missing":
        del first["measurement"]["bytes_per_task"]
    elif change == "digest":
        first["measurement"]["digest_ok"] = False
    elif change == "cell":
        first["cell"] = 77
    elif change == "kind":
        first["kind"] = "simple"
    elif change == "early end":
        records.insert(1, records[-1])
    elif change == "lost":
        del records[2]
    elif change == "list":
        records[1] = [1, 2]
    return records


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("future", "line 1: .*schema version 99.*reads 1 to 3"),
        ("headless", "line 1: is a sample, and the first line must be the header"),
        ("text", "makespan_ns: 'fast' is not of type 'array'"),
        ("negative", "makespan_ns.0: -5"),
        ("missing", "'bytes_per_task' is a required"),
        ("digest", "digest_ok"),
        ("cell", "no cell 77"),
        ("kind", "'simple'"),
        ("early end", "line 2: this end is out of place"),
        ("lost", "the end says"),
        ("list", "line 2: is not a JSON object"),
    ],
)
def test_a_corrupt_file_is_refused_with_file_and_place(
    tmp_path: Path, change: str, says: str
) -> None:
    path = write(tmp_path / "bad.jsonl", corrupted(change))
    with pytest.raises(ResultsError, match=says) as caught:
        read(path)
    assert "bad.jsonl" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "holds nothing"),
        (b"\xff\xfe{}\n", "not UTF-8"),
        (b"hello\n", r"line 1: is not JSON \(column 1"),
        (b"\n", "line 1: is empty"),
        (b'{"a": NaN}\n', "line 1: NaN is not a JSON number"),
        (b"[" * 100_000 + b"\n", "line 1: "),
    ],
)
def test_what_is_no_results_file_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(ResultsError, match=says):
        read(path)


def test_every_kind_of_record_has_a_schema_that_can_fail() -> None:
    for kind in schema.KINDS:
        assert schema.problem({"kind": kind, "crossover_schema": schema.VERSION})
