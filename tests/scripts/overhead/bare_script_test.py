"""A bare script as a side of a figure: also one that does what it should not."""

import os
from pathlib import Path

import pytest
from crossover_tool.cell import Cell
from crossover_tool.errors import MissingError, SampleError
from crossover_tool.overhead import bare_script
from crossover_tool.overhead.bare_script import BareScript, server_of

TIMER = Cell.parse("timer/tasks:10/limit:10/wait_us:2000")
TCP = Cell.parse("tcp/tasks:10/limit:10/wait_us:2000/bytes:64")


def executable(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bare_script, "FOLDER", tmp_path)
    return tmp_path


def test_the_median_of_its_makespans_is_the_figure(folder: Path) -> None:
    executable(folder / "bare_mine.py", """echo '{"makespan_ns": [5, 1, 3]}'""")
    assert BareScript("mine", TIMER, folder).take() == 3.0


def test_it_is_told_the_cell_and_the_server(folder: Path) -> None:
    executable(
        folder / "bare_mine.py", f"""echo "$@" > {folder}/told; echo '{{"makespan_ns": [1]}}'"""
    )
    BareScript("mine", TIMER, folder).take()
    assert (folder / "told").read_text().split() == [
        *("timer", "--tasks=10", "--wait_us=2000", "--batches=5")
    ]
    BareScript("mine", TCP, Path("/a/server")).take()
    assert (folder / "told").read_text().split() == [
        *("tcp", "--tasks=10", "--wait_us=2000", "--bytes=64", "--server=/a/server"),
        "--batches=5",
    ]


def test_it_runs_as_the_bench_does(folder: Path) -> None:
    """A session of its own, and timers that wake in time."""
    executable(
        folder / "bare_mine.py",
        f"""cat /proc/self/timerslack_ns > {folder}/slack; ps -o sid= -p $$ > {folder}/session
        echo '{{"makespan_ns": [1]}}'""",
    )
    BareScript("mine", TIMER, folder).take()
    assert (folder / "slack").read_text().strip() == "1"
    assert int((folder / "session").read_text()) != os.getsid(0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("echo no uvloop here >&2; exit 1", "failed: no uvloop here"),
        ("echo hello", "told no makespans"),
        ("""echo '{"makespan_ns": []}'""", "told no makespans"),
    ],
)
def test_one_that_goes_wrong_says_so(folder: Path, text: str, said: str) -> None:
    executable(folder / "bare_mine.py", text)
    with pytest.raises(SampleError, match=said):
        BareScript("mine", TIMER, folder).take()


def test_one_that_is_not_there_is_missing(folder: Path) -> None:
    with pytest.raises((MissingError, SampleError), match="bare_nobody.py"):
        BareScript("nobody", TIMER, folder).take()


def test_the_server_stands_beside_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSOVER_SERVER", raising=False)
    assert server_of(Path("/a/crossover_bench")) == Path("/a/tcp_server")
    monkeypatch.setenv("CROSSOVER_SERVER", "/b/mine")
    assert server_of(Path("/a/crossover_bench")) == Path("/b/mine")
