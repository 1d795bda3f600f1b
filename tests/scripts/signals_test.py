"""Signals: what was ignored stays ignored, and what is ended leaves nothing behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import FAKE, command_line, environment, lines_of

LONG_RUN = (
    *("run", "--bench", FAKE, "--workload", "timer", "--tasks", "4", "--blocks", "500"),
    *("--contender", "sequential/std", "--no-retry", "--no-report", "--out", "o"),
)
WAIT_S = 60.0


def until(what: Callable[[], bool]) -> None:
    """Waits for a condition, for `WAIT_S` at most."""
    end = time.monotonic() + WAIT_S
    while not what():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.01)


STARTED: "list[subprocess.Popen[str]]" = []


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """What a failed test has started does not go on beside those that follow."""
    yield
    while STARTED:
        if (child := STARTED.pop()).poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def started(
    folder: Path, *arguments: object, ignored: int | None = None
) -> "subprocess.Popen[str]":
    """The command in a session of its own, with one signal ignored as nohup and `&` do."""

    def ignore() -> None:
        if ignored is not None:
            signal.signal(ignored, signal.SIG_IGN)

    child = subprocess.Popen(
        command_line(*arguments),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment(),
        start_new_session=True,
        preexec_fn=ignore,
    )
    STARTED.append(child)
    return child


def samples(folder: Path) -> int:
    """How many lines a run has written."""
    path = folder / "o" / "samples.jsonl"
    return len(path.read_text().splitlines()) if path.exists() else 0


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_with_an_end_line(tmp_path: Path, number: int) -> None:
    run = started(tmp_path, *LONG_RUN)
    until(lambda: samples(tmp_path) > 2)
    run.send_signal(number)
    assert "go on with" in run.communicate(timeout=WAIT_S)[1]
    assert run.returncode == 130
    assert lines_of(tmp_path / "o" / "samples.jsonl")[-1]["status"] == "interrupted"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
def test_an_ignored_signal_stays_ignored(tmp_path: Path, number: int) -> None:
    run = started(tmp_path, *LONG_RUN, ignored=number)
    until(lambda: samples(tmp_path) > 2)
    run.send_signal(number)
    seen = samples(tmp_path)
    until(lambda: samples(tmp_path) > seen + 3)
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=WAIT_S)
    assert run.returncode == 130


def test_a_closed_terminal_leaves_an_end_line(tmp_path: Path) -> None:
    controller, terminal = os.openpty()
    run = subprocess.Popen(
        ["setsid", "--ctty", *command_line(*LONG_RUN)],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=tmp_path,
        env=environment(TERM="dumb"),
    )
    os.close(terminal)
    until(lambda: samples(tmp_path) > 2)
    os.close(controller)  # the kernel sends SIGHUP, and every write fails from now on
    assert run.wait(WAIT_S) == 130
    assert lines_of(tmp_path / "o" / "samples.jsonl")[-1]["status"] == "interrupted"


def session(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[3]) == leader and words[0] not in "ZX":
            found.append(int(stat.parent.name))
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_prove_leaves_no_worker_behind(tmp_path: Path, number: int) -> None:
    prove = started(tmp_path, "prove", "--bench", FAKE, "--reports", "5000")
    until(lambda: len(session(prove.pid)) > len(os.sched_getaffinity(0)))
    prove.send_signal(number)
    errors = prove.communicate(timeout=WAIT_S)[1]
    assert prove.returncode == (-signal.SIGKILL if number == signal.SIGKILL else 130), errors
    assert "Traceback" not in errors
    until(lambda: not session(prove.pid))
