"""A bench process: how it ends is told, and nothing of it stays."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import command_line, environment
from crossover_tool.bench.child import run_child


def alive(pid: int) -> bool:
    """True while the process exists and is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def pid_in(path: Path) -> int:
    deadline = time.monotonic() + 10
    while not (path.exists() and path.read_text().strip()):
        assert time.monotonic() < deadline, "the child never started"
        time.sleep(0.02)
    return int(path.read_text().splitlines()[-1])


def test_exit_code_last_words_and_time() -> None:
    ended = run_child(["/bin/sh", "-c", "echo first >&2; echo last >&2; exit 7"], 10)
    assert (ended.returncode, ended.last_words, ended.timed_out) == (7, "last", False)
    assert 0 < ended.elapsed_s < 5


def test_a_signal_is_a_negative_exit_code() -> None:
    assert run_child(["/bin/sh", "-c", "kill -SEGV $$"], 10).returncode == -signal.SIGSEGV


def test_a_hang_is_killed_with_all_it_started(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    script = f"trap '' TERM; sleep 300 & echo $! > {pid_file}; wait; wait"
    start = time.monotonic()
    ended = run_child(["/bin/sh", "-c", script], 0.3)
    assert ended.timed_out
    assert time.monotonic() - start < 10
    assert gone_within(pid_in(pid_file), 2)


def test_what_cannot_start_is_an_error(tmp_path: Path) -> None:
    ended = run_child([str(tmp_path / "nothing")], 5)
    assert ended.returncode != 0
    assert "nothing" in ended.last_words


def test_the_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    code = "import sys; from crossover_tool.bench.child import run_child; run_child(['/bin/sh', '-c', sys.argv[1]], 300)"
    pid_file = tmp_path / "pid"
    script = f"echo $$ > {pid_file}; while :; do sleep 0.1; done"
    parent = subprocess.Popen([sys.executable, "-c", code, script], env=environment())
    child = pid_in(pid_file)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert gone_within(child, 3)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_keeps_its_samples_and_leaves_no_child(
    tmp_path: Path, number: signal.Signals
) -> None:
    from conftest import FAKE, lines_of
    from crossover_tool.samples.reader import read

    trace = tmp_path / "trace"
    running = subprocess.Popen(
        command_line(
            "run",
            "--bench",
            FAKE,
            "--workload",
            "timer",
            "--tasks",
            10,
            "--wait",
            "1ms",
            "--out",
            "out",
        ),
        cwd=tmp_path,
        env=environment(FAKE_BENCH_TRACE=str(trace), FAKE_BENCH_SLEEP_S="0.15"),
        stderr=subprocess.PIPE,
        text=True,
    )
    samples = tmp_path / "out" / "samples.jsonl"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and (
        not samples.exists() or samples.read_text().count("\n") < 4
    ):
        time.sleep(0.02)
    running.send_signal(number)
    running.send_signal(number)
    _, errors = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "Traceback" not in errors
    assert "out/samples.jsonl" in errors and "are kept" in errors
    results = read(samples)
    assert results.status == "interrupted"
    assert len(results.samples) >= 3
    assert lines_of(samples)[-1]["samples"] == len(results.samples)
    assert all(gone_within(int(pid), 2) for pid in trace.read_text().split())


def test_a_killed_run_leaves_a_readable_file_and_no_child(tmp_path: Path) -> None:
    from conftest import FAKE
    from crossover_tool.samples.reader import read

    trace = tmp_path / "trace"
    running = subprocess.Popen(
        command_line(
            "run",
            "--bench",
            FAKE,
            "--workload",
            "timer",
            "--tasks",
            10,
            "--wait",
            "1ms",
            "--out",
            "out",
        ),
        cwd=tmp_path,
        env=environment(FAKE_BENCH_TRACE=str(trace), FAKE_BENCH_SLEEP_S="0.1"),
        stderr=subprocess.DEVNULL,
    )
    samples = tmp_path / "out" / "samples.jsonl"
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and (
        not samples.exists() or samples.read_text().count("\n") < 4
    ):
        time.sleep(0.02)
    running.kill()
    running.wait()
    results = read(samples)
    assert (results.status, len(results.samples) >= 3) == ("killed", True)
    assert all(gone_within(int(pid), 3) for pid in trace.read_text().split())
