"""What a task may await, in the words of each library: a module a library, with the functions of
`Waits`. Workloads know nothing else of event loops."""

from __future__ import annotations

from typing import Protocol


class Stream(Protocol):
    """A connection to a server."""

    async def send(self, data: bytes) -> None:
        """Hands all of `data` to the system."""

    async def receive(self, size: int) -> bytes:
        """Exactly `size` bytes. Raises when the server has closed the connection."""
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
