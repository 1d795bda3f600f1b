"""Every baseline runs at test size, does its own checks, and writes one line of JSON in the terms
of the bench's samples."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

MACHINE_LIMIT = 7
FOLDER = Path(os.environ.get("CROSSOVER_BENCH", "")).parent / "programs"
TIMER = "timer/tasks:50/wait_us:3000"
LIMITED_TIMER = "timer/tasks:50/limit:7/wait_us:2000"
COMPUTING = ("noop/tasks:300/limit:3", "sha256/tasks:40/limit:2/bytes:700", "noop/tasks:1/limit:2")
TCP = ("tcp/tasks:60/limit:4/wait_us:1000/bytes:64", "tcp/tasks:60/limit:60/wait_us:0/bytes:3000")
CELLS = {
    "timer_workers": (LIMITED_TIMER,),
    "channel_semaphore": (LIMITED_TIMER,),
    "timer": (TIMER,),
    "co_spawn": (TIMER,),
    "parallel_group": (TIMER,),
    "tcp": TCP,
    "epoll_tcp": TCP,
    "cpython_process_pool": ("noop/tasks:20/limit:2",),
}
"""By a part of the name, the first that fits; all other programs compute."""


def cells(program: str) -> tuple[str, ...]:
    return next((found for part, found in CELLS.items() if part in program), COMPUTING)


def programs() -> list[str]:
    return (
        sorted(path.name for path in FOLDER.glob("*") if os.access(path, os.X_OK))
        if FOLDER.is_dir()
        else []
    )


def run(program: str, cell: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(FOLDER / program), f"--cell={cell}", "--batches=2", *more],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_there_are_baseline_programs() -> None:
    assert {"raw_timer_heap", "raw_atomic_index", "raw_epoll_tcp", "std_mutex_pool"} <= set(
        programs()
    )


@pytest.mark.parametrize(("program", "cell"), [(p, cell) for p in programs() for cell in cells(p)])
def test_a_program_writes_one_good_sample(program: str, cell: str) -> None:
    ended = run(program, cell)
    if ended.returncode == MACHINE_LIMIT and program.startswith("uring_"):
        pytest.skip(ended.stderr.strip())
    assert ended.returncode == 0, ended.stderr
    (line,) = ended.stdout.splitlines()
    sample = json.loads(line)
    workload, tasks = cell.split("/")[0], int(cell.split("tasks:")[1].split("/")[0])
    assert (sample["program"], sample["workload"], sample["tasks"]) == (program, workload, tasks)
    assert (sample["status"], sample["reason"]) == ("ok", "")
    assert len(sample["makespan_ns"]) == 2
    assert all(makespan > 0 for makespan in sample["makespan_ns"])
    assert sample["cpu_user_ns"] >= 0 and sample["cpu_system_ns"] >= 0
    assert sample["peak_rss_bytes"] >= sample["baseline_rss_bytes"]
    assert sample["bytes_per_task"] == pytest.approx(
        (sample["peak_rss_bytes"] - sample["baseline_rss_bytes"]) / tasks
    )
    if workload == "tcp":
        assert sample["server"]["requests"] == tasks
    else:
        assert sample["server"] is None


def test_a_sample_goes_into_a_file_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "sample.json"
    ended = run("raw_atomic_index", "noop/tasks:10", f"--samples_out={out}")
    assert (ended.returncode, ended.stdout) == (0, "")
    assert json.loads(out.read_text())["program"] == "raw_atomic_index"


@pytest.mark.parametrize("program", [p for p in programs() if "tcp" in p])
def test_a_missing_tcp_server_is_told(program: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [str(FOLDER / program), f"--cell={TCP[0]}"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "CROSSOVER_SERVER": str(tmp_path / "nothing")},
        check=False,
    )
    assert ended.returncode == 3
    assert ended.stderr.startswith(f"{program}: error: ")


def test_a_program_that_does_not_wait_cannot_be_measured_on_a_wait() -> None:
    ended = run("raw_static_split", "timer/tasks:10/limit:2/wait_us:100000")
    assert ended.returncode == 5
    assert "its waits alone take" in ended.stderr


@pytest.mark.parametrize("argument", ["--cell=nop/tasks:1", "--cell=noop/tasks:x", "--quick=1"])
def test_bad_input_is_one_sentence(argument: str) -> None:
    ended = subprocess.run(
        [str(FOLDER / "raw_static_split"), argument],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
