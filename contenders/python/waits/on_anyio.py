"""Waits as the documentation of anyio shows them."""

from collections.abc import Coroutine
from typing import Any

import anyio
from anyio.abc import SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream

from waits import Run


def sleep(seconds: float) -> Coroutine[Any, Any, None]:
    return anyio.sleep(seconds)


class Stream:
    """A stream of anyio's, which sets TCP_NODELAY itself."""

    def __init__(self, stream: SocketStream) -> None:
        self._stream = stream
        self._received = BufferedByteReceiveStream(stream)

    def send(self, data: bytes) -> Coroutine[Any, Any, None]:
        return self._stream.send(data)

    def receive(self, size: int) -> Coroutine[Any, Any, bytes]:
        return self._received.receive_exactly(size)

    async def receive_until(self, end: bytes) -> bytes:
        return await self._received.receive_until(end, 64 << 10) + end

    async def close(self) -> None:
        await self._stream.aclose()


async def connect(host: str, port: int) -> Stream:
    return Stream(await anyio.connect_tcp(host, port))


async def beside(run: Run, companion: Run) -> None:
    async def started() -> None:
        await companion()

    async with anyio.create_task_group() as group:
        group.start_soon(started)
        await run()
        group.cancel_scope.cancel()
