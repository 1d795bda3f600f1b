"""Waits as the documentation of trio shows them."""

import trio

from waits import Run


async def sleep(seconds: float) -> None:
    await trio.sleep(seconds)


class Stream:
    """A stream of trio's, which sets TCP_NODELAY itself."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._received = bytearray()

    async def send(self, data: bytes) -> None:
        await self._stream.send_all(data)

    async def receive(self, size: int) -> bytes:
        while len(self._received) < size:
            await self._receive_some()
        return self._take(size)

    async def receive_until(self, end: bytes) -> bytes:
        while (at := self._received.find(end)) < 0:
            await self._receive_some()
        return self._take(at + len(end))

    async def _receive_some(self) -> None:
        more = await self._stream.receive_some()
        if not more:
            raise ConnectionError("the server has closed the connection")
        self._received += more

    def _take(self, size: int) -> bytes:
        taken = bytes(self._received[:size])
        del self._received[:size]
        return taken

    async def close(self) -> None:
        await self._stream.aclose()


async def connect(host: str, port: int) -> Stream:
    return Stream(await trio.open_tcp_stream(host, port))


async def beside(run: Run, companion: Run) -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(companion)
        await run()
        nursery.cancel_scope.cancel()
