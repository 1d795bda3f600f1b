"""What a task may await, in the words of each library: a module a library, with the functions of
`Waits`. Workloads know nothing else of event loops."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

Run = Callable[[], Awaitable[object]]


class Stream(Protocol):
    """A connection to a server."""

    async def send(self, data: bytes) -> None:
        """Hands all of `data` to the system."""

    async def receive(self, size: int) -> bytes:
        """Exactly `size` bytes. Raises when the server has closed the connection."""
        ...

    async def receive_until(self, end: bytes) -> bytes:
        """All bytes up to `end`, and those. Raises as `receive`."""
        ...

    async def close(self) -> None:
        """Closes it."""


class Waits(Protocol):
    """A library of awaitable things; a module is one."""

    async def sleep(self, seconds: float) -> None:
        """Returns when so much time is over, never before."""

    async def connect(self, host: str, port: int) -> Stream:
        """A connection, without Nagle's delay."""
        ...

    async def beside(self, run: Run, companion: Run) -> None:
        """Awaits `run` with `companion` beside it on the same loop, which is cancelled then."""
