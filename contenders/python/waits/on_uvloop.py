"""Waits on uvloop: those of asyncio, but that its timers count whole milliseconds from a cached
time, and may end one early."""

import asyncio
import math
import time

from waits.on_asyncio import Stream, beside, connect

__all__ = ["Stream", "beside", "connect", "sleep"]


async def sleep(seconds: float) -> None:
    """Sleeps for whole milliseconds, and again for what is left."""
    until = time.monotonic() + seconds
    while seconds >= 0:
        await asyncio.sleep(math.ceil(seconds * 1e3) / 1e3)
        seconds = until - time.monotonic()
