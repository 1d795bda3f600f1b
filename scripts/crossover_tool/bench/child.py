"""One bench process: started apart from the terminal's signals, waited for without polling, never
left behind."""

import os
import select
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from crossover_tool.errors import MissingError, SampleError
from crossover_tool.interrupt import held

GRACE_S = 2.0
"""What a bench gets between SIGTERM and SIGKILL: enough to stop its server and its workers."""

STDERR_KEPT = 4096


@dataclass(frozen=True)
class Ended:
    """How a child ended: `returncode` as subprocess has it (negative: a signal), its last words,
    whether it timed out."""

    returncode: int
    last_words: str
    timed_out: bool
    elapsed_s: float


def run_child(command: Sequence[str], timeout_s: float) -> Ended:
    """Runs `command` to its end, or kills it after `timeout_s`.

    The child leads a session of its own, so that Ctrl-C reaches only us; and the kernel kills it
    should we die. On any exception here (Ctrl-C) the child and its group are ended before the
    exception goes on. OSError when it cannot start.
    """
    child: "subprocess.Popen[bytes] | None" = None
    started = time.monotonic()
    timed_out = False
    with tempfile.TemporaryFile() as errors:
        try:
            with held():
                child = subprocess.Popen(
                    [*leash(), *command],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    start_new_session=True,
                )
            timed_out = not _ends_within(child.pid, timeout_s)
        finally:
            if child is not None:
                _end(child)
        return Ended(child.returncode, _last_line(errors), timed_out, time.monotonic() - started)


def run_to_end(
    command: Sequence[str], what: str, timeout_s: float, before: Callable[[], object] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Runs a command in a session of its own: the kernel shares cores out by session. `before` is
    called in its process. MissingError where it cannot be started; SampleError where it does not
    end in time and is killed. `what` names it."""
    try:
        return subprocess.run(
            [*leash(), *command],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_s,
            stdin=subprocess.DEVNULL,
            preexec_fn=before,
            start_new_session=True,
        )
    except OSError as error:
        raise MissingError(f"cannot execute {what}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise SampleError(
            f"{what} did not end within {timeout_s:g} s: run it by hand and see"
        ) from error


def answer_of(
    command: Sequence[str], what: str, timeout_s: float, before: Callable[[], object] | None = None
) -> str:
    """What a command prints; SampleError, in its last words, where it fails. Else as above."""
    ended = run_to_end(command, what, timeout_s, before)
    if ended.returncode != 0:
        said = last_words(ended.stderr or ended.stdout)
        raise SampleError(f"{what} failed: {said or ended.returncode}")
    return ended.stdout


def last_words(said: str) -> str:
    """The last line of what a process said, without the bench's name before it."""
    lines = said.strip().splitlines()
    return lines[-1].strip().removeprefix("crossover_bench: error: ") if lines else ""


def leash() -> list[str]:
    """What stands before a command so that the kernel kills it when we die (setpriv is part of
    util-linux; without it a kill -9 can leave one)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def signal_name(number: int) -> str:
    """SIGKILL for 9; `signal 40` for one without a name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _ends_within(pid: int, timeout_s: float) -> bool:
    """Waits for the end of an unreaped child without reaping it and without waking up: polling
    would disturb it."""
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:  # an old kernel, or a container that refuses the call
        return _ends_within_by_thread(pid, timeout_s)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(max(0.0, timeout_s) * 1000.0))
    finally:
        os.close(descriptor)


def _ends_within_by_thread(pid: int, timeout_s: float) -> bool:
    """The same with a thread that waits. It ends with the child, which is killed at the latest when
    the time is over."""
    if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
        return True
    ended = threading.Event()

    def wait() -> None:
        with suppress(ChildProcessError):  # reaped in the meantime
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    return ended.wait(max(0.0, timeout_s))


def _end(child: "subprocess.Popen[bytes]") -> None:
    """Ends the child if it still runs, kills what is left of its group, and reaps it.

    The group is killed before the child is reaped: until then its number cannot belong to anyone
    else.
    """
    if not _ends_within(child.pid, 0.0):
        os.kill(child.pid, signal.SIGTERM)
        _ends_within(child.pid, GRACE_S)
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()  # killed between fork and setsid: there is no group yet
    child.wait()


def _last_line(errors: IO[bytes]) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - STDERR_KEPT))
    return last_words(errors.read().decode("utf-8", "replace"))
