"""A results file while it is written: locked, repaired, and never with half a line."""

import os
from pathlib import Path

import pytest
from crossover_tool.errors import ResultsError
from crossover_tool.samples.records import End
from crossover_tool.samples.writer import SampleWriter, append_line, is_whole

END = End("2026-01-01T00:00:00Z", 0, "complete")


def repaired(folder: Path, content: bytes) -> bytes:
    (folder / "samples.jsonl").write_bytes(content)
    with SampleWriter(folder, resume=True) as writer:
        writer.repair()
    return (folder / "samples.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("left", "becomes"),
    [
        (b'{"a":1}\n{"b":', b'{"a":1}\n'),
        (b'{"a":1}\n{"b":2}', b'{"a":1}\n{"b":2}\n'),
        (b'{"a":1}\n', b'{"a":1}\n'),
        (b'{"a', b""),
    ],
)
def test_what_a_killed_run_left_is_repaired(tmp_path: Path, left: bytes, becomes: bytes) -> None:
    assert repaired(tmp_path, left) == becomes


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    with SampleWriter(tmp_path):
        with pytest.raises(ResultsError, match="is being written by another run"):
            SampleWriter(tmp_path, resume=True)
    with SampleWriter(tmp_path, resume=True) as again:  # the lock ends with the writer
        again.append(END)
        assert (again.count, again.samples) == (1, 0)


def test_there_is_nothing_to_resume_in_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="cannot write results to"):
        SampleWriter(tmp_path, resume=True)


def test_a_write_that_fails_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"first\n")
    real = os.write

    def full(descriptor: int, data: bytes) -> int:
        """Takes three bytes, and then has no room."""
        if len(data) <= 3 or data.startswith(b"ond"):
            raise OSError(28, "No space left on device")
        return real(descriptor, data[:3])

    descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
    try:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space left"):
            append_line(descriptor, "second")
    finally:
        monkeypatch.undo()
        os.close(descriptor)
    assert path.read_bytes() == b"first\n"


def test_half_a_line_is_not_whole() -> None:
    assert is_whole(b'{"a": [1, 2]}') and not is_whole(b'{"a": [1, 2') and not is_whole(b"")
