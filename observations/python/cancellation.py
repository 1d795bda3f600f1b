"""A hundred tasks wait and are cancelled: how many `finally` blocks run, how many that await come
to their end, and how long after the cancellation?"""

import asyncio
import time

from observation import tell

MANY = 100


class Ended:
    """Counts."""

    begun = 0
    done = 0


async def waits(ended: Ended) -> None:
    """Would wait for a minute."""
    try:
        await asyncio.sleep(60)
    finally:
        ended.begun += 1
        await asyncio.sleep(0.001)
        ended.done += 1


async def cancelled() -> tuple[Ended, float]:
    """All of them, and the milliseconds until the last has ended."""
    ended = Ended()
    tasks = [asyncio.create_task(waits(ended)) for _ in range(MANY)]
    await asyncio.sleep(0.01)
    began = time.perf_counter()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return ended, (time.perf_counter() - began) * 1e3


found, over_ms = asyncio.run(cancelled())
tell(finally_begun=found.begun, finally_done=found.done, over_ms=over_ms)
