#!/usr/bin/python3 -EsB
"""The contenders of asyncio on uvloop, as its documentation shows it: `uvloop.install()`."""

import asyncio
from importlib.metadata import version

from asyncio_gather import Gather, contenders, prepare
from crossover_program import Cell, Library, serve_absent, serve_awaiting
from heartbeat import watch_on

try:
    import uvloop

    import waits.on_uvloop
except ImportError:
    serve_absent("uvloop", contenders=contenders(), package="python3-uvloop")


async def on_uvloop(cell: Cell) -> Gather:
    return await prepare(cell, waits.on_uvloop)


if __name__ == "__main__":
    uvloop.install()
    serving = serve_awaiting(
        "uvloop",
        contenders=contenders(),
        prepare=on_uvloop,
        library=Library("uvloop", version("uvloop")),
        watch=watch_on(waits.on_uvloop),
    )
    asyncio.run(serving)
