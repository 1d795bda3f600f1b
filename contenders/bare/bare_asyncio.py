#!/usr/bin/python3 -EsB
"""asyncio by itself: `gather` over sleeps, or over requests, each on a connection of its own."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from bare_batches import answer, asked, request, tell, timed
from bare_server import port_of_server

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Sleep = Callable[[float], Awaitable[object]]


async def ask(i: int, connection: Connection, what: argparse.Namespace) -> int:
    """Task i of tcp: sends its request, and returns the server's answer."""
    reader, writer = connection
    writer.write(request(i, what))
    await writer.drain()
    return answer(await reader.readexactly(what.bytes))


async def sleeps(what: argparse.Namespace, sleep: Sleep) -> list[int]:
    """The makespans of timer."""
    seconds = what.wait_us / 1e6

    async def batch() -> None:
        await asyncio.gather(*(sleep(seconds) for _ in range(what.tasks)))

    return await timed(batch, what.batches)


async def requests(what: argparse.Namespace, port: int) -> list[int]:
    """The makespans of tcp; its connections are open before the first batch."""
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(what.tasks)]

    async def batch() -> None:
        await asyncio.gather(*(ask(i, one, what) for i, one in enumerate(connections)))

    makespans = await timed(batch, what.batches)
    for _, writer in connections:
        writer.close()
        await writer.wait_closed()
    return makespans


async def main(sleep: Sleep = asyncio.sleep) -> None:
    what = asked()
    if what.workload == "timer":
        tell(await sleeps(what, sleep))
        return
    with port_of_server(what) as port:
        tell(await requests(what, port))


if __name__ == "__main__":
    asyncio.run(main())
