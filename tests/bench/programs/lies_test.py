"""Programs with planted lies under the contract: each is caught, in one sentence that says what,
and nothing of them is left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(os.environ.get("CROSSOVER_BENCH", ""))
HERE = Path(__file__).parent
PYTHON_SIDE = HERE.parents[2] / "contenders" / "python"

NOOP = "noop/tasks:200"
SLEEP = "timer/tasks:20/wait_us:1000"
SLEEP_LIMITED = "timer/tasks:20/limit:2/wait_us:1000"
HASH = "sha256/tasks:20/bytes:2000000"
TALK = "tcp/tasks:20/limit:2/wait_us:1000"
SHORT_TALK = "tcp/tasks:20/wait_us:200"

VOID, FAILED = 5, 10


@dataclass(frozen=True)
class Ended:
    """A bench that has run one sample."""

    code: int
    said: str
    sample: dict[str, Any]


def run(lie: str, cell: str, tmp_path: Path, *more: str) -> Ended:
    out = tmp_path / "sample.jsonl"
    ended = subprocess.run(
        [
            str(BENCH), f"--program={HERE / 'liar.py'}", "--contender=*/liar", f"--cell={cell}",
            "--min_time_ms=60", f"--samples_out={out}", *more,
        ],
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "LIE": lie, "CROSSOVER_PYTHON_SIDE": str(PYTHON_SIDE)},
    )  # fmt: skip
    sample = json.loads(out.read_text()) if out.exists() else {}
    return Ended(ended.returncode, ended.stderr, sample)


LONG_S = 30.0
"""For what takes milliseconds on a machine that has nothing else to do."""


def liars() -> list[str]:
    """The processes of this test's program that run, whoever their parent is."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if str(HERE / "liar.py").encode() in (folder / "cmdline").read_bytes():
                found.append(folder.name)
        except OSError:
            continue  # it has ended meanwhile
    return found


def none_left() -> bool:
    until = time.monotonic() + 5
    while liars() and time.monotonic() < until:
        time.sleep(0.01)
    return not liars()


def ready(bench: int) -> list[int]:
    """The bench's programs that have mapped their results: they are measured."""
    found = []
    for pid in map(int, liars()):
        try:
            maps = Path(f"/proc/{pid}/maps").read_text()
        except OSError:
            continue  # it has ended meanwhile
        if pid != bench and "crossover-results" in maps and "python" in maps:
            found.append(pid)
    return found


@pytest.mark.parametrize("cell", [NOOP, SLEEP, HASH, SHORT_TALK, "noop/tasks:0", "noop/tasks:1"])
def test_an_honest_program_is_measured(cell: str, tmp_path: Path) -> None:
    ended = run("honest", cell, tmp_path)
    assert ended.code == 0, ended.said
    sample = ended.sample
    assert (sample["strategy"], sample["engine"], sample["status"]) == ("sequential", "liar", "ok")
    assert sample["peak_processes"] == 1 and sample["peak_threads"] == 1
    assert sample["max_in_flight"] <= 1
    assert sample["peak_rss_bytes"] > sample["baseline_rss_bytes"] * 0.9
    assert none_left()


LIES = {
    "stops its clock early": (NOOP, VOID, "are left out"),
    "starts its clock late": (NOOP, VOID, "are left out"),
    "says it began before it was asked": (SLEEP, VOID, "is said to have started"),
    "does not wait": (SLEEP, VOID, "nothing can take less"),
    "skips a task": (NOOP, VOID, "it left no result"),
    "wrong digest": (NOOP, VOID, "task 3 yielded digest"),
    "wrong index": (NOOP, VOID, "task 0 yielded digest"),
    "answers from memory": (HASH, VOID, "task 0 yielded digest"),
    "makes results in prepare": (HASH, VOID, "task 0 yielded digest"),
    "hashes once for many": (HASH, VOID, "work optimised away"),
    "breaks the limit by its stamps": (SLEEP_LIMITED, VOID, "20 tasks were in flight at once"),
    "breaks the limit at the server": (TALK, VOID, "the server saw 4 requests at once"),
    "sends fewer requests": (SHORT_TALK, VOID, "the server answered 0 requests"),
    "works on": (NOOP, VOID, "it works when nothing is asked of it"),
    "starts threads in every batch": (NOOP, VOID, "set-up inside the timed part"),
    "crashes": (NOOP, FAILED, "was ended by signal 6 (Aborted)"),
    "is silent": (NOOP, FAILED, "has not ended a task for 300 ms, with 0 of 200 digests there"),
    "says what went wrong": (NOOP, FAILED, "it failed: ValueError: the moon is in the way"),
    "writes garbage": (NOOP, FAILED, "answered '?? garbage'; answer with one JSON object a line"),
    "writes too much": (NOOP, FAILED, "wrote more than 65536 bytes for one answer"),
    "talks unasked": (NOOP, FAILED, "bytes that nobody had asked for"),
    "shouts": (NOOP, FAILED, "wrote more than 1048576 bytes to standard error"),
    "closes its output": (NOOP, FAILED, "has closed its standard output"),
    "answers another batch": (NOOP, FAILED, "answered batch 0 and was asked for batch 1"),
    "does not end": (NOOP, FAILED, "has not ended after 5 s"),
    "ends badly": (NOOP, FAILED, "ended with exit code 3"),
    "leaves a child behind": (NOOP, FAILED, "left processes behind"),
    "leaves a daemon behind": (NOOP, FAILED, "left processes behind"),
}
"""By lie: the cell on which it is told, the exit code, and what is said of it."""


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_caught(lie: str, tmp_path: Path) -> None:
    cell, code, words = LIES[lie]
    ended = run(lie, cell, tmp_path, "--patience_ms=300")
    assert ended.code == code, ended.said
    assert words in ended.sample["reason"]
    assert ended.sample["status"] == ("void" if code == VOID else "error")
    errors = [line for line in ended.said.splitlines() if "error" in line]
    assert len(errors) == 1 and ended.sample["reason"] in errors[0], "one sentence"
    assert none_left(), liars()


def test_another_version_of_the_contract_is_told_before_anything_is_measured(
    tmp_path: Path,
) -> None:
    ended = run("speaks another version", NOOP, tmp_path)
    assert (ended.code, ended.sample) == (FAILED, {})
    assert "speaks version 1 of the contract, and this bench version 2" in ended.said


def test_what_a_daemon_computes_is_counted(tmp_path: Path) -> None:
    ended = run("computes in a daemon", HASH, tmp_path)
    assert ended.code == 0, ended.said
    sample = ended.sample
    used = sample["cpu_user_ns"] + sample["cpu_system_ns"]
    assert used >= 0.9 * 20 * sample["task_cpu_ns"]
    assert sample["peak_processes"] == 2
    assert none_left()


def test_a_program_that_runs_another_workload_is_skipped_with_its_reason(tmp_path: Path) -> None:
    ended = run("honest", "file/tasks:1", tmp_path)
    assert ended.code == 0
    assert (ended.sample["status"], ended.sample["reason"]) == ("skipped", "it reads no files")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("/nowhere/at_all", "No such file or directory"),
        (str(HERE), "Permission denied"),
        (str(HERE / "lies_test.py"), "cannot run the program"),
    ],
)
def test_what_is_no_program_is_one_sentence(program: str, words: str) -> None:
    ended = subprocess.run(
        [str(BENCH), f"--program={program}", "--list"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert words in ended.stderr and len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("lie", ["honest", "leaves a daemon behind"])
def test_nothing_is_left_when_the_bench_is_killed(lie: str, tmp_path: Path) -> None:
    bench = subprocess.Popen(
        [str(BENCH), f"--program={HERE / 'liar.py'}", f"--cell={SLEEP}", "--contender=*/liar",
         "--min_time_ms=60000"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path,
        env={**os.environ, "LIE": lie, "CROSSOVER_PYTHON_SIDE": str(PYTHON_SIDE)},
    )  # fmt: skip
    until = time.monotonic() + LONG_S
    while len(liars()) < 2 and time.monotonic() < until:  # the bench names it in its command line
        time.sleep(0.01)
    time.sleep(0.2)
    running = liars()
    bench.kill()
    bench.wait()
    assert len(running) >= 2
    assert none_left(), liars()


@pytest.mark.parametrize("seed", range(12))
def test_a_program_that_others_kill_or_stop_leaves_one_record_and_nothing_else(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    out = tmp_path / "sample.jsonl"
    bench = subprocess.Popen(
        [str(BENCH), f"--program={HERE / 'liar.py'}", f"--cell={SLEEP}", "--contender=*/liar",
         "--min_time_ms=20000", "--patience_ms=300", f"--samples_out={out}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "LIE": "honest", "CROSSOVER_PYTHON_SIDE": str(PYTHON_SIDE)},
    )  # fmt: skip
    until = time.monotonic() + LONG_S
    while not ready(bench.pid) and bench.poll() is None and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.5))
    for pid in ready(bench.pid):
        os.kill(pid, chance.choice([signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM]))
    assert bench.wait(timeout=30) == FAILED
    (line,) = out.read_text().splitlines()
    assert json.loads(line)["status"] == "error" and json.loads(line)["reason"]
    assert none_left(), liars()


def test_the_kit_finds_no_fault_in_an_honest_program_and_names_those_of_others() -> None:
    def check(lie: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(BENCH), f"--check-program={HERE / 'liar.py'}"],
            capture_output=True, text=True, timeout=120, check=False,
            env={**os.environ, "LIE": lie, "CROSSOVER_PYTHON_SIDE": str(PYTHON_SIDE)},
        )  # fmt: skip

    honest = check("honest")
    assert honest.returncode == 0, honest.stdout
    assert honest.stdout.splitlines()[-1] == "every promise kept"
    lying = check("wrong index")
    assert lying.returncode == FAILED
    assert "BROKEN  sequential/liar on noop/tasks:1000" in lying.stdout
    assert none_left()


def test_the_kit_tells_each_promise_at_once(tmp_path: Path) -> None:
    """The program waits in `prepare` until its reader has seen the first line."""
    seen = tmp_path / "seen"
    checking = subprocess.Popen(
        [str(BENCH), f"--check-program={HERE / 'liar.py'}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "LIE": "waits for its reader", "CROSSOVER_PYTHON_SIDE": str(PYTHON_SIDE),
             "CROSSOVER_SEEN": str(seen)},
    )  # fmt: skip
    assert checking.stdout is not None
    first = checking.stdout.readline()
    assert not seen.exists() and first.startswith("kept    it describes itself")
    seen.touch()
    rest = checking.stdout.read()
    assert checking.wait(timeout=120) == 0, rest
    assert rest.splitlines()[-1] == "every promise kept"
