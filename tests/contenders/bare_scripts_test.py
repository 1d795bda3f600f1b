"""The bare scripts do the work that they are timed for: each request is answered, each task waits,
and a batch takes as long as its clock says."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "contenders" / "bare"
SERVER = Path(os.environ.get("CROSSOVER_BENCH", "")).parent / "tcp_server"
LIBRARIES = ("asyncio", "uvloop", "trio")
TASKS = 20
WAIT_US = 3000


@pytest.fixture(params=LIBRARIES)
def script(request: pytest.FixtureRequest) -> Path:
    if importlib.util.find_spec(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    return FOLDER / f"bare_{request.param}.py"


@pytest.fixture
def server() -> Iterator[subprocess.Popen[str]]:
    if not SERVER.is_file():
        pytest.skip("CROSSOVER_BENCH names no bench with a server")
    pipe = subprocess.PIPE
    with subprocess.Popen([SERVER, "--secret=1"], stdin=pipe, stdout=pipe, text=True) as started:
        yield started
        started.kill()


def ask(server: subprocess.Popen[str], command: str = "") -> str:
    assert server.stdin is not None and server.stdout is not None
    if command:
        server.stdin.write(command + "\n")
        server.stdin.flush()
    return server.stdout.readline()


def run(script: Path, *arguments: str) -> list[int]:
    common = (f"--tasks={TASKS}", f"--wait_us={WAIT_US}", "--batches=3")
    ended = subprocess.run(
        [str(script), arguments[0], *common, *arguments[1:]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    makespans: list[int] = json.loads(ended.stdout)["makespan_ns"]
    return makespans


def test_it_may_start_the_server_itself(script: Path) -> None:
    if not SERVER.is_file():
        pytest.skip("CROSSOVER_BENCH names no bench with a server")
    assert len(run(script, "tcp", f"--server={SERVER}")) >= 3


def test_a_server_that_tells_no_port_is_an_error(script: Path) -> None:
    command = [str(script), "tcp", "--tasks=1", "--wait_us=1", "--server=/bin/echo"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "/bin/echo said '--secret=1' instead of its port" in ended.stderr


def plausible(makespans: list[int], elapsed_ns: int) -> bool:
    """Every batch waits once; enough is measured, and no more than has passed."""
    at_once = all(WAIT_US * 1000 <= one for one in makespans)
    return at_once and len(makespans) >= 3 and 500_000_000 <= sum(makespans) < elapsed_ns


def test_every_task_sleeps_for_its_time(script: Path) -> None:
    start = time.monotonic_ns()
    makespans = run(script, "timer")
    assert plausible(makespans, time.monotonic_ns() - start), makespans


def test_every_task_sends_its_request(script: Path, server: subprocess.Popen[str]) -> None:
    port = ask(server).split()[1]
    start = time.monotonic_ns()
    makespans = run(script, "tcp", f"--port={port}", "--bytes=77")
    assert plausible(makespans, time.monotonic_ns() - start), makespans
    seen = ask(server, "stats").split()
    counts = dict(zip(seen[::2], map(int, seen[1::2])))
    requests = TASKS * (len(makespans) + 1)  # one batch to warm up
    assert (counts["requests"], counts["refused"]) == (requests, 0)
    assert counts["bytes_in"] == counts["bytes_out"] == 77 * requests
    assert counts["peak"] == TASKS, "they are all in flight at once"
