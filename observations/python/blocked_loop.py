"""A library that only blocks: called inside of coroutines, and handed to threads. How late is a
heartbeat of one millisecond on the same loop?"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from observation import tell

CALLS, EACH_S, BEAT_S = 20, 0.005, 0.001


def fetch() -> None:
    """Stands for a call of a library that cannot be awaited."""
    time.sleep(EACH_S)


async def blocking() -> None:
    """Looks like a coroutine, and holds the loop."""
    fetch()


async def in_thread() -> None:
    """The mend."""
    await asyncio.to_thread(fetch)


async def latest_beat_ms(body: Callable[[], Awaitable[None]]) -> float:
    """How late the latest beat was while CALLS of `body` ran at once."""
    worst = 0.0

    async def beat() -> None:
        nonlocal worst
        while True:
            due = time.perf_counter() + BEAT_S
            await asyncio.sleep(BEAT_S)
            worst = max(worst, time.perf_counter() - due)

    heart = asyncio.create_task(beat())
    await asyncio.sleep(BEAT_S)
    await asyncio.gather(*(body() for _ in range(CALLS)))
    await asyncio.sleep(2 * BEAT_S)
    heart.cancel()
    return worst * 1e3


tell(
    blocked_ms=asyncio.run(latest_beat_ms(blocking)),
    in_threads_ms=asyncio.run(latest_beat_ms(in_thread)),
)
