"""Waits as the documentation of asyncio shows them: `asyncio.sleep` and streams."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from waits import Run


def sleep(seconds: float) -> Coroutine[Any, Any, None]:
    return asyncio.sleep(seconds)


class Stream:
    """A pair of asyncio's streams; asyncio itself sets TCP_NODELAY."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, data: bytes) -> Coroutine[Any, Any, None]:
        self._writer.write(data)
        return self._writer.drain()

    def receive(self, size: int) -> Coroutine[Any, Any, bytes]:
        return self._reader.readexactly(size)

    async def receive_until(self, end: bytes) -> bytes:
        return await self._reader.readuntil(end)

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


async def connect(host: str, port: int) -> Stream:
    return Stream(*await asyncio.open_connection(host, port))


async def beside(run: Run, companion: Run) -> None:
    other = asyncio.ensure_future(companion())
    try:
        await run()
    finally:
        other.cancel()
