"""The Python side of the program contract, spoken to without a bench."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "contenders" / "python"
sys.path.insert(0, str(FOLDER))
import crossover_program  # noqa: E402  pylint: disable=wrong-import-position

PROGRAM = """
from crossover_program import Batch, Cell, Skip, contender, digest_of, serve

class Sequential:
    def __init__(self, cell: Cell) -> None:
        if cell.tasks > 10:
            raise Skip("too many")
        self._digest = digest_of(cell)

    def run(self, batch: Batch) -> None:
        for i in range(batch.tasks):
            batch.begin(i)
            batch.end(i, self._digest(i, batch.salt))
        if batch.tasks == 3:
            raise RuntimeError("three")

    def close(self) -> None:
        print("closed", file=__import__("sys").stderr)

serve("mine", contenders=[contender("sequential", "textbook", ["noop"])], prepare=Sequential)
"""


def talk(
    orders: list[dict[str, Any]], program: tuple[str, ...] = ("-c", PROGRAM)
) -> tuple[list[dict[str, Any]], str, int]:
    ended = subprocess.run(
        [sys.executable, *program],
        input="".join(json.dumps(order) + "\n" for order in orders),
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(FOLDER)},
    )  # fmt: skip
    return [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr, ended.returncode


def prepare(path: Path, tasks: int, **more: Any) -> dict[str, Any]:
    path.write_bytes(bytes(24 * tasks))
    file = {"path": str(path), "bytes": 24 * tasks, "digests_at": 0, "stamps_at": 8 * tasks}
    return {
        "do": "prepare", "strategy": "sequential", "workload": "noop", "tasks": tasks,
        "limit": 1, "cell_limit": 1, "task": {}, "file": file, **more,
    }  # fmt: skip


def test_a_session(tmp_path: Path) -> None:
    path = tmp_path / "results"
    answers, said, code = talk(
        [
            {"do": "describe", "protocol": 2},
            prepare(path, 4),
            {"do": "batch", "number": 1, "tasks": 4, "stamps": True, "salt": 9},
            {"do": "batch", "number": 2, "tasks": 3, "stamps": False, "salt": 8},
            {"do": "dance"},
            {"do": "quit"},
        ]
    )
    described, ready, batch, failed, unknown = answers
    assert (described["protocol"], described["engine"]) == (2, "mine")
    assert described["contenders"][0]["strategy"] == "sequential"
    assert ready == {"ready": True}
    assert batch["number"] == 1 and batch["makespan_ns"] > 0
    assert failed == {"number": 2, "failed": "RuntimeError: three"}
    assert "dance" in unknown["failed"]
    assert (said, code) == ("closed\n", 0)
    numbers = struct.unpack("<4Q8q", path.read_bytes())
    salts = (8, 8, 8, 9)  # the second batch ended three of its tasks
    assert list(numbers[:4]) == [crossover_program.mix(i ^ s) for i, s in enumerate(salts)]
    begin, end = batch["started_ns"], batch["started_ns"] + batch["makespan_ns"]
    stamps = numbers[4:]
    assert begin <= stamps[0] <= stamps[1] <= stamps[2] and stamps[7] <= end


def test_what_cannot_run_here_is_skipped(tmp_path: Path) -> None:
    answers, _, code = talk([prepare(tmp_path / "results", 11)])
    assert (answers, code) == ([{"skipped": "too many"}], 0)


def late_ns(strategy: str, tmp_path: Path) -> list[list[int]]:
    """How late the beats were in a batch of four sleeps of 20 ms, with and without a heartbeat."""
    ask = {"strategy": strategy, "workload": "timer", "limit": 4, "task": {"wait_ns": 20_000_000}}
    batch = {"do": "batch", "tasks": 4, "stamps": False, "salt": 1}
    answers, said, code = talk(
        [
            prepare(tmp_path / "results", 4, **ask),
            {**batch, "number": 1, "lag": True},
            {**batch, "number": 2},
            {"do": "quit"},
        ],
        (str(FOLDER / "asyncio_gather.py"),),
    )
    assert (answers[0], said, code) == ({"ready": True}, "", 0)
    assert answers[1]["makespan_ns"] > 0 and answers[2]["makespan_ns"] > 0
    return [answer.get("late_ns", []) for answer in answers[1:]]


def test_a_heartbeat_tells_how_late_the_loop_is_where_that_is_asked(tmp_path: Path) -> None:
    asked, not_asked = late_ns("gather", tmp_path)
    assert asked and min(asked) >= 0 and not_asked == []


def test_a_loop_that_is_held_is_late_by_so_much(tmp_path: Path) -> None:
    beats, _ = late_ns("blocking_gather", tmp_path)
    assert max(beats) >= 60_000_000, "four sleeps one after another, of which none lets it beat"


def test_digests_are_those_of_the_suite() -> None:
    """Taken from base/digest.hpp; those of the workloads the bench itself checks in
    tests/bench/programs/."""
    assert crossover_program.mix(0) == 0xE220A8397B1DCDAF
    assert crossover_program.combine(1, 2) != crossover_program.combine(2, 1)
    assert crossover_program.sha256(0, 100, 1) != crossover_program.sha256(2, 100, 1)
    assert crossover_program.sha256_of(0, 100, 1) == crossover_program.sha256_of(2, 100, 1)
    assert crossover_program.sha256_of(0, 100, 1) != crossover_program.sha256_of(0, 100, 2)
