"""What a task may await, in the words of each library: a module a library, with the functions of
`Waits`. Workloads know nothing else of event loops."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

Run = Callable[[], Awaitable[object]]


class Stream(Protocol):
    """A connection to a server. Where a library's own coroutine does what is asked, it is what these
    return: another one around it would cost a task time that the library does not take."""

    def send(self, data: bytes) -> Coroutine[Any, Any, None]:
        """Hands all of `data` to the system."""
        ...

    def receive(self, size: int) -> Coroutine[Any, Any, bytes]:
        """Exactly `size` bytes. Raises when the server has closed the connection."""
        ...

    async def receive_until(self, end: bytes) -> bytes:
        """All bytes up to `end`, and those. Raises as `receive`."""
        ...

    async def close(self) -> None:
        """Closes it."""


class Waits(Protocol):
    """A library of awaitable things; a module is one."""

    def sleep(self, seconds: float) -> Coroutine[Any, Any, None]:
        """Returns when so much time is over, never before."""
        ...

    async def connect(self, host: str, port: int) -> Stream:
        """A connection, without Nagle's delay."""
        ...

    async def beside(self, run: Run, companion: Run) -> None:
        """Awaits `run` with `companion` beside it on the same loop, which is cancelled then."""
