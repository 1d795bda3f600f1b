"""A private PostgreSQL server for the length of a run."""

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.errors import SampleError
from crossover_tool.interrupt import held
from crossover_tool.paths import ROOT

TABLE = ROOT / "scripts" / "services" / "crossover_rows.sql"
START, KEEPER = ROOT / "scripts" / "start_module.py", "crossover_tool.services.postgres_keeper"
ANSWER_S = 180.0
"""The keeper has deadlines of its own for each step; this one is for a keeper that hangs."""
END_S = 20.0


@dataclass(frozen=True)
class Server:
    """A running server: how to reach it, its process, and the folder in which it lives."""

    dsn: str
    pid: int
    folder: Path


@contextmanager
def private_server(binaries: Path, table: Path = TABLE) -> Iterator[Server]:
    """While it lasts there is a server of our own, which nobody else can reach, with the table that
    tasks read.

    It ends with it, however that comes about: the keeper, a process between us and the server,
    holds a pipe of ours. SampleError with one sentence when it cannot be started.
    """
    keeper: "subprocess.Popen[bytes] | None" = None
    try:
        with held():
            keeper = subprocess.Popen(
                [sys.executable, str(START), KEEPER, str(binaries), str(table)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C reaches us alone
            )
        yield _answer(keeper)
    finally:
        if keeper is not None:
            _end(keeper)


def _answer(keeper: "subprocess.Popen[bytes]") -> Server:
    assert keeper.stdout is not None
    poll = select.poll()
    poll.register(keeper.stdout.fileno(), select.POLLIN)
    line = keeper.stdout.readline() if poll.poll(ANSWER_S * 1000.0) else b""
    try:
        said = json.loads(line)
    except json.JSONDecodeError:
        said = {"error": "its keeper ended without a word"}
    if "error" in said:
        raise SampleError(f"the private PostgreSQL server could not be started: {said['error']}")
    return Server(said["dsn"], said["pid"], Path(said["folder"]))


def _end(keeper: "subprocess.Popen[bytes]") -> None:
    """Tells the keeper to end the server, and waits until it has."""
    assert keeper.stdin is not None and keeper.stdout is not None
    with held():
        keeper.stdin.close()
        try:
            keeper.wait(END_S)
        except subprocess.TimeoutExpired:
            keeper.kill()  # the kernel ends the server then
            keeper.wait()
        keeper.stdout.close()
