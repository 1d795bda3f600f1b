"""A server that is down, refuses, is slow, silent, half-open, resets, sends garbage, too much or too
little."""

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import closing

from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command

TIMEOUT_S = 30.0
DEADLINE_US = 200_000
TASKS = 8
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


def _slow(client: socket.socket) -> None:
    for letter in GOOD:
        client.sendall(bytes([letter]))
        time.sleep(0.02)


def _silent(client: socket.socket) -> None:
    client.recv(1)


def _half_open(client: socket.socket) -> None:
    client.shutdown(socket.SHUT_WR)
    client.recv(1)


def _reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _garbage(client: socket.socket) -> None:
    client.sendall(bytes(range(256)) * 8)


def _too_much(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(4096):
        client.sendall(bytes(1 << 16))


def _endless_header(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(4096):
        client.sendall(b"X-Filler: " + b"x" * 1000 + b"\r\n")


def _too_little(client: socket.socket) -> None:
    client.sendall(GOOD[:-2])


def _refuses(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")


DEEDS: dict[str, Callable[[socket.socket], None] | None] = {
    "down": None,
    "refuses": _refuses,
    "slow": _slow,
    "silent": _silent,
    "half-open": _half_open,
    "resets": _reset,
    "garbage": _garbage,
    "too much": _too_much,
    "an endless header": _endless_header,
    "too little": _too_little,
}
HARMLESS = {"slow"}


class OddServer:
    """Meets its first `good` connections as it should, and all others with a deed. A context."""

    def __init__(self, deed: str, good: int) -> None:
        self._deed, self._good = DEEDS[deed], good
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._clients: list[socket.socket] = []
        if self._deed is None:
            self._listener.close()
        else:
            threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> "OddServer":
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._listener, *self._clients):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # nobody is on its other side any more
            one.close()

    def _serve(self) -> None:
        met = 0
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # the scene is over
            self._clients.append(client)
            met += 1
            threading.Thread(target=self._meet, args=(client, met), daemon=True).start()

    def _meet(self, client: socket.socket, number: int) -> None:
        with closing(client):
            try:
                client.recv(4096)
                if number <= self._good:
                    client.sendall(GOOD)
                elif self._deed is not None:
                    self._deed(client)
            except OSError:
                pass  # the bench has had enough of it


class OddHttpServer(Fault):
    """From the first connection on, or after some good answers."""

    name = "odd server"
    summary = __doc__ or ""

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng, lambda one: one.workload == "http")
        deed = world.rng.choice(sorted(DEEDS))
        good = world.rng.choice((0, 0, 1, 5, 20))
        with OddServer(deed, good) as server:
            command = [
                str(world.bench),
                f"--cell=http/tasks:{TASKS}/limit:4/deadline_us:{DEADLINE_US}",
                f"--contender={subject.contender}",
                f"--param=url=http://127.0.0.1:{server.port}/",
            ]
            played = scene.sample(command, TIMEOUT_S)
        codes = frozenset({0, 3, 5}) if deed in HARMLESS else frozenset({3, 5})
        return Injection(
            self.name,
            f"{subject.contender} on http",
            f"{deed} after {good} good answers",
            True,
            Expectation(codes, TIMEOUT_S, r"http://127\.0\.0\.1|server|task"),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )
