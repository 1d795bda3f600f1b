"""The keeper of a private database, interrupted at any moment of its set-up: nothing stays."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import environment
from crossover_tool.services.postgres_binaries import find_binaries
from crossover_tool.services.postgres import TABLE

BINARIES = find_binaries()
WAIT_S = 30.0
ABANDONED_S = 5.0


def folders_of(keeper: int) -> list[Path]:
    """The folders of this keeper: other tests have theirs at the same time."""
    return list(Path("/tmp").glob(f"crossover-pg-{keeper}-*"))


def abandoned() -> set[str]:
    """The System V shared memory of this machine that no process has mapped. Other servers' is
    mapped but for a moment after it was made and before it goes."""
    lines = Path("/proc/sysvipc/shm").read_text().splitlines()
    names = lines[0].split()
    rows = [dict(zip(names, line.split())) for line in lines[1:]]
    return {row["shmid"] for row in rows if row["nattch"] == "0"}


def left_abandoned(before: set[str]) -> set[str]:
    """What has been abandoned since and does not go."""
    until = time.monotonic() + ABANDONED_S
    found = abandoned() - before
    while found and time.monotonic() < until:
        time.sleep(0.05)
        found &= abandoned()
    return found


def at_work_in(folder: Path) -> list[str]:
    """The processes that name this folder, or stand in it: a server's own have titles without it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace")
            stands = os.readlink(process / "cwd")
        except OSError:
            continue
        if str(folder) in words or stands.startswith(str(folder)):
            found.append(words.replace("\0", " "))
    return found


@pytest.mark.skipif(BINARIES is None, reason="no PostgreSQL server is installed")
@pytest.mark.parametrize("how", ["input", signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("after_s", [0.05, 0.3, 0.6, 1.0])
def test_an_interrupted_set_up_leaves_nothing(how: "str | signal.Signals", after_s: float) -> None:
    before = abandoned()
    keeper = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "crossover_tool.services.postgres_keeper",
            str(BINARIES),
            str(TABLE),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environment(TMPDIR="/tmp"),
        start_new_session=True,
    )
    assert keeper.stdin is not None
    until = time.monotonic() + WAIT_S
    while not folders_of(keeper.pid) and time.monotonic() < until:
        time.sleep(0.005)
    (mine,) = folders_of(keeper.pid)
    time.sleep(after_s)
    if how == "input":
        keeper.stdin.close()
    else:
        os.kill(keeper.pid, int(how))
    assert keeper.wait(WAIT_S) == 0
    keeper.stdin.close()
    assert not folders_of(keeper.pid)
    assert not at_work_in(mine)
    assert not left_abandoned(before)
