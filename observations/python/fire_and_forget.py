"""A hundred tasks fail: how many of the failures reach the code that started them? Under
`create_task` that nobody awaits, `gather`, `gather` that returns exceptions, and a `TaskGroup`."""

import asyncio
import gc

from observation import tell

MANY = 100


async def fails(number: int) -> None:
    """An error some time later."""
    await asyncio.sleep(0.001)
    raise ValueError(f"task {number}")


async def forgotten() -> tuple[int, int]:
    """How many failures the program sees, and how many the loop logs once their tasks are gone."""
    logged = 0

    def note(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        nonlocal logged
        logged += "exception" in context

    asyncio.get_running_loop().set_exception_handler(note)
    seen = 0
    try:
        tasks = {asyncio.create_task(fails(number)) for number in range(MANY)}
        await asyncio.sleep(0.05)
    except ValueError:
        seen += 1
    tasks.clear()
    gc.collect()
    await asyncio.sleep(0)
    return seen, logged


async def gathered() -> int:
    """The awaiter sees the first."""
    try:
        await asyncio.gather(*(fails(number) for number in range(MANY)))
    except ValueError:
        return 1
    return 0


async def collected() -> int:
    """Failures as results."""
    found = await asyncio.gather(*(fails(n) for n in range(MANY)), return_exceptions=True)
    return sum(isinstance(one, ValueError) for one in found)


async def grouped() -> int:
    """An exception group has all that failed before the others were cancelled."""
    try:
        async with asyncio.TaskGroup() as group:
            for number in range(MANY):
                group.create_task(fails(number))
    except ExceptionGroup as failures:
        return len(failures.exceptions)
    return 0


seen_forgotten, logged_forgotten = asyncio.run(forgotten())
tell(
    seen_forgotten=seen_forgotten,
    logged_forgotten=logged_forgotten,
    seen_gather=asyncio.run(gathered()),
    seen_collected=asyncio.run(collected()),
    seen_task_group=asyncio.run(grouped()),
)
