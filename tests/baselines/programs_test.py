"""Every baseline keeps the contract of programs, and is sampled by the bench as contenders are."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

BENCH = Path(os.environ.get("CROSSOVER_BENCH", ""))
FOLDER = BENCH.parent / "programs"
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
    "cpython": ("noop/tasks:20/limit:2",),
}
"""By a part of the name, the first that fits; all other programs compute."""
ALL_AT_ONCE = ("std_thread_each", "std_async")
"""What starts all tasks of a batch, whatever the cell's limit is."""


def cells(program: str) -> tuple[str, ...]:
    return next((found for part, found in CELLS.items() if part in program), COMPUTING)


def programs() -> list[str]:
    return (
        sorted(
            path.name for path in FOLDER.glob("*") if path.is_file() and os.access(path, os.X_OK)
        )
        if FOLDER.is_dir()
        else []
    )


def run(program: str, *flags: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BENCH), f"--program={FOLDER / program}", *flags],
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
def test_a_baseline_is_sampled(program: str, cell: str, tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    ended = run(
        program, f"--cell={cell}", f"--contender=baseline/{program}", "--batches=2",
        f"--samples_out={out}",
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    (line,) = out.read_text().splitlines()
    sample = json.loads(line)
    if sample["status"] == "skipped" and program.startswith("uring_"):
        pytest.skip(sample["reason"])
    workload, tasks = cell.split("/")[0], int(cell.split("tasks:")[1].split("/")[0])
    limit = int(cell.split("limit:")[1].split("/")[0]) if "limit:" in cell else tasks
    assert (sample["strategy"], sample["engine"]) == ("baseline", program)
    assert (sample["status"], sample["reason"]) == ("ok", "")
    assert len(sample["makespan_ns"]) == 2
    assert sample["limit"] == (tasks if program in ALL_AT_ONCE else min(limit, tasks))
    assert 1 <= sample["max_in_flight"] <= sample["limit"]
    assert sample["latency_ns"]["p50"] >= sample["wait_ns"]
    if workload == "tcp":
        assert sample["server"]["requests"] == tasks


@pytest.mark.parametrize("program", ["raw_timer_heap", "raw_pipe", "cpython_process_pool"])
def test_a_baseline_keeps_every_promise(program: str) -> None:
    ended = subprocess.run(
        [str(BENCH), f"--check-program={FOLDER / program}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_workload_that_a_baseline_does_not_run_is_skipped(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    ended = run(
        "raw_static_split", f"--cell={TIMER}", "--contender=baseline/*", f"--samples_out={out}"
    )
    assert ended.returncode == 0, ended.stderr
    sample = json.loads(out.read_text())
    assert sample["status"] == "skipped"
    assert sample["reason"] == "the program raw_static_split does not run timer"


def test_a_baseline_alone_says_what_it_is_for() -> None:
    ended = subprocess.run(
        [str(FOLDER / "raw_static_split")],
        input='{"do":"dance"}\n',
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0
    assert json.loads(ended.stdout) == {"failed": "a baseline knows no order 'dance' at this time"}
