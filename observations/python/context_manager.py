"""A hundred async context managers whose bodies fail, and a hundred whose tasks are cancelled: how
many are released? The release awaits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from observation import tell

MANY = 100


class Released:
    """Counts."""

    count = 0


@asynccontextmanager
async def connection(released: Released) -> AsyncIterator[None]:
    """Acquired and released by awaiting."""
    await asyncio.sleep(0)
    try:
        yield
    finally:
        await asyncio.sleep(0.001)
        released.count += 1


async def failing(released: Released) -> None:
    """Its body raises."""
    async with connection(released):
        raise ValueError("in the body")


async def waiting(released: Released) -> None:
    """Its body waits until it is cancelled."""
    async with connection(released):
        await asyncio.sleep(60)


async def on_error() -> int:
    """How many are released when their bodies fail."""
    released = Released()
    await asyncio.gather(*(failing(released) for _ in range(MANY)), return_exceptions=True)
    return released.count


async def on_cancellation() -> int:
    """The same of tasks that are cancelled while they hold the resource."""
    released = Released()
    tasks = [asyncio.create_task(waiting(released)) for _ in range(MANY)]
    await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return released.count


tell(
    released_on_error=asyncio.run(on_error()),
    released_on_cancellation=asyncio.run(on_cancellation()),
)
