"""A hundred tasks add to one total ten times each, with an await between reading and writing it:
how many of the thousand increments are lost, and what does a lock cost?"""

import asyncio

from observation import tell, timed_run

TASKS, EACH = 100, 10


class Total:
    """Shared."""

    value = 0


async def add(total: Total) -> None:
    """Read, await, write: others write in between."""
    for _ in range(EACH):
        seen = total.value
        await asyncio.sleep(0)
        total.value = seen + 1


async def add_locked(total: Total, lock: asyncio.Lock) -> None:
    """The same under a lock."""
    for _ in range(EACH):
        async with lock:
            seen = total.value
            await asyncio.sleep(0)
            total.value = seen + 1


async def bare() -> int:
    """How many are left."""
    total = Total()
    await asyncio.gather(*(add(total) for _ in range(TASKS)))
    return total.value


async def locked() -> int:
    """How many are left."""
    total, lock = Total(), asyncio.Lock()
    await asyncio.gather(*(add_locked(total, lock) for _ in range(TASKS)))
    return total.value


left, bare_ms = timed_run(bare)
left_locked, locked_ms = timed_run(locked)
wanted = TASKS * EACH
tell(
    lost=wanted - left,
    lost_locked=wanted - left_locked,
    bare_us=bare_ms * 1e3 / wanted,
    locked_us=locked_ms * 1e3 / wanted,
)
