"""A hundred tasks fail: how many of their exceptions does a try around the await catch, and how
many one around the creation of the task?"""

import asyncio

from observation import tell

MANY = 100


async def fails() -> None:
    """An error some time later."""
    await asyncio.sleep(0.001)
    raise ValueError("later")


async def caught_where_awaited() -> int:
    """A try around each await."""
    caught = 0
    tasks = [asyncio.create_task(fails()) for _ in range(MANY)]
    for task in tasks:
        try:
            await task
        except ValueError:
            caught += 1
    return caught


async def caught_where_created() -> int:
    """A try around each creation; the awaits follow, outside of it."""
    caught, tasks = 0, []
    for _ in range(MANY):
        try:
            tasks.append(asyncio.create_task(fails()))
        except ValueError:
            caught += 1
    await asyncio.gather(*tasks, return_exceptions=True)
    return caught


tell(
    caught_where_awaited=asyncio.run(caught_where_awaited()),
    caught_where_created=asyncio.run(caught_where_created()),
)
