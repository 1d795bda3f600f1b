"""The server of the workload tcp for a script that is not run by the bench, started as the bench
starts it: a process of its own, told its parent, ended with it."""

import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crossover_tool.bench.child import leash
from crossover_tool.errors import MissingError, SampleError
from crossover_tool.paths import shown

SECRET = 1
ANSWER_S = 10.0
"""It tells its port in milliseconds."""


def binary_of(bench: Path) -> Path:
    """The server of a bench; CROSSOVER_SERVER names another, as it does to the bench."""
    return Path(os.environ.get("CROSSOVER_SERVER") or bench.absolute().parent / "tcp_server")


@contextmanager
def reply_server(binary: Path) -> Iterator[int]:
    """The port of a server that runs until the end of the context. MissingError where it cannot be
    started, SampleError where it does not tell its port."""
    command = [*leash(), str(binary), f"--secret={SECRET}", "--threads=1"]
    if not os.access(binary, os.X_OK):
        raise MissingError(
            f"there is no server at {shown(binary)}: cmake --build --preset release --target "
            "tcp_server"
        )
    with subprocess.Popen(
        [*command, f"--parent={os.getpid()}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        try:
            yield _port(server, binary)
        finally:
            server.kill()  # it has nothing to save


def _port(server: "subprocess.Popen[str]", binary: Path) -> int:
    assert server.stdout is not None
    told = select.select([server.stdout], [], [], ANSWER_S)[0]
    line = server.stdout.readline() if told else ""
    word, _, number = line.strip().partition(" ")
    if word != "port" or not number.isdigit():
        raise SampleError(f"the server {shown(binary)} said {line!r} instead of its port")
    return int(number)
