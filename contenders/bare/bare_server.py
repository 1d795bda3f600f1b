"""The server that a bare script's requests go to: a process of its own, as the bench starts it."""

import argparse
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def port_of_server(what: argparse.Namespace) -> Iterator[int]:
    """The port that was given, or that of a server which lives as long as the context. It ends with
    this process, however that ends."""
    if what.port:
        yield what.port
        return
    command = [what.server, "--secret=1", "--threads=1", f"--parent={os.getpid()}"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, process_group=0) as server:
        assert server.stdout is not None
        try:
            word, _, port = server.stdout.readline().strip().partition(" ")
            if word != "port":
                raise ConnectionError(f"{what.server} said {word!r} instead of its port")
            yield int(port)
        finally:
            server.kill()  # it has nothing to save
