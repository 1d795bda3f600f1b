"""Waits as the documentation of trio shows them."""

from collections.abc import Coroutine
from typing import Any

import trio

from waits import Run


def sleep(seconds: float) -> Coroutine[Any, Any, None]:
    return trio.sleep(seconds)


class Stream:
    """A stream of trio's, which sets TCP_NODELAY itself."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._received = bytearray()

    def send(self, data: bytes) -> Coroutine[Any, Any, None]:
        return self._stream.send_all(data)

    async def receive(self, size: int) -> bytes:
        if self._received or not size:
            received = self._take(size)
        else:
            received = bytes(_whole(await self._stream.receive_some(size)))
        while len(received) < size:
            received += _whole(await self._stream.receive_some(size - len(received)))
        return received

    async def receive_until(self, end: bytes) -> bytes:
        while (at := self._received.find(end)) < 0:
            self._received += _whole(await self._stream.receive_some())
        return self._take(at + len(end))

    def _take(self, size: int) -> bytes:
        taken = bytes(self._received[:size])
        del self._received[:size]
        return taken

    async def close(self) -> None:
        await self._stream.aclose()


def _whole(received: bytes) -> bytes:
    """What was received. ConnectionError where that is the end of the stream."""
    if not received:
        raise ConnectionError("the server has closed the connection")
    return received


async def connect(host: str, port: int) -> Stream:
    return Stream(await trio.open_tcp_stream(host, port))


async def beside(run: Run, companion: Run) -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(companion)
        await run()
        nursery.cancel_scope.cancel()
