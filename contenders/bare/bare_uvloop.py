#!/usr/bin/python3 -EsB
"""uvloop by itself, as its documentation shows it: asyncio's script on another loop.

Its timers count whole milliseconds from a cached time, and may end one early; a task that is to
wait for its whole time sleeps again for what is left.
"""

import asyncio
import math
import time

import uvloop
from bare_asyncio import main


async def whole_sleep(seconds: float) -> None:
    until = time.monotonic() + seconds
    while seconds >= 0:
        await asyncio.sleep(math.ceil(seconds * 1e3) / 1e3)
        seconds = until - time.monotonic()


if __name__ == "__main__":
    uvloop.install()
    asyncio.run(main(whole_sleep))
