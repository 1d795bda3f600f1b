#!/usr/bin/python3 -EsB
"""trio by itself: a nursery over sleeps, or over requests, each on a connection of its own."""

import argparse

import trio
from bare_batches import answer, asked, request, tell, timed
from bare_server import port_of_server


async def ask(i: int, stream: trio.SocketStream, what: argparse.Namespace) -> int:
    """Task i of tcp: sends its request, and returns the server's answer."""
    await stream.send_all(request(i, what))
    reply = await stream.receive_some(what.bytes)
    while len(reply) < what.bytes:
        more = await stream.receive_some(what.bytes - len(reply))
        if not more:
            raise ConnectionError("the server has closed the connection")
        reply += more
    return answer(reply)


async def sleeps(what: argparse.Namespace) -> list[int]:
    """The makespans of timer."""

    async def batch() -> None:
        async with trio.open_nursery() as nursery:
            for _ in range(what.tasks):
                nursery.start_soon(trio.sleep, what.wait_us / 1e6)

    return await timed(batch, what.batches)


async def requests(what: argparse.Namespace, port: int) -> list[int]:
    """The makespans of tcp; its connections are open before the first batch."""
    streams = [await trio.open_tcp_stream("127.0.0.1", port) for _ in range(what.tasks)]

    async def batch() -> None:
        async with trio.open_nursery() as nursery:
            for i, stream in enumerate(streams):
                nursery.start_soon(ask, i, stream, what)

    makespans = await timed(batch, what.batches)
    for stream in streams:
        await stream.aclose()
    return makespans


async def main() -> None:
    what = asked()
    if what.workload == "timer":
        tell(await sleeps(what))
        return
    with port_of_server(what) as port:
        tell(await requests(what, port))


if __name__ == "__main__":
    trio.run(main)
