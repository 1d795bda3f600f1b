"""Five calls that take 200 ms each: awaited one after another, and gathered. Those that are asked
first end last; in which order do their results come?"""

import asyncio

from observation import tell, timed_run

CALLS, LONGEST_S = 5, 0.2


async def call(number: int, seconds: float = LONGEST_S) -> int:
    """Stands for a request."""
    await asyncio.sleep(seconds)
    return number


async def chain() -> list[int]:
    """A bare await starts a coroutine and waits for its end."""
    return [await call(number) for number in range(CALLS)]


async def gathered() -> list[int]:
    """All of them under way at once."""
    return await asyncio.gather(*(call(number) for number in range(CALLS)))


async def ends_in_reverse() -> list[int]:
    """The first takes longest."""
    times = [LONGEST_S / 10 * (CALLS - number) / CALLS for number in range(CALLS)]
    return await asyncio.gather(*(call(n, seconds) for n, seconds in enumerate(times)))


_, chain_ms = timed_run(chain)
_, gathered_ms = timed_run(gathered)
results = asyncio.run(ends_in_reverse())
in_order = sum(result == place for place, result in enumerate(results))
tell(chain_ms=chain_ms, gathered_ms=gathered_ms, in_place=in_order)
