#!/usr/bin/python3 -EsB
"""asyncio with a limit kept by so many workers that take the next index, in place of a coroutine
for each task behind a semaphore: no more than `limit` coroutines exist."""

import asyncio
from collections.abc import Iterator

import waits.on_asyncio
from crossover_program import Batch, Cell, contender, serve_awaiting
from heartbeat import watch_on
from waiting_tasks import WaitingTasks
from workloads import AWAITED, NOT_AWAITED


class Semaphore:
    """So many coroutines as tasks may be in flight."""

    def __init__(self, cell: Cell, tasks: WaitingTasks) -> None:
        self._limit = cell.limit
        self._tasks = tasks

    async def run(self, batch: Batch) -> None:
        indices = iter(range(batch.tasks))
        await asyncio.gather(*(self._worker(batch, indices) for _ in range(self._limit)))

    async def _worker(self, batch: Batch, indices: Iterator[int]) -> None:
        for i in indices:
            await self._tasks.run(batch, i)

    async def close(self) -> None:
        await self._tasks.close()


async def prepare(cell: Cell) -> Semaphore:
    tasks = WaitingTasks(cell, waits.on_asyncio)
    await tasks.open(cell.limit)
    return Semaphore(cell, tasks)


if __name__ == "__main__":
    described = [contender("semaphore", "best", AWAITED, NOT_AWAITED)]
    watch = watch_on(waits.on_asyncio)
    asyncio.run(
        serve_awaiting("asyncio_workers", contenders=described, prepare=prepare, watch=watch)
    )
