"""Waits as the documentation of trio shows them."""

import trio


async def sleep(seconds: float) -> None:
    await trio.sleep(seconds)


class Stream:
    """A stream of trio's, which sets TCP_NODELAY itself."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream

    async def send(self, data: bytes) -> None:
        await self._stream.send_all(data)

    async def receive(self, size: int) -> bytes:
        received = await self._stream.receive_some(size)
        while len(received) < size:
            more = await self._stream.receive_some(size - len(received))
            if not more:
                raise ConnectionError("the server has closed the connection")
            received += more
        return bytes(received)

    async def close(self) -> None:
        await self._stream.aclose()


async def connect(host: str, port: int) -> Stream:
    return Stream(await trio.open_tcp_stream(host, port))
