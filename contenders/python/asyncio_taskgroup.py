#!/usr/bin/python3 -EsB
"""asyncio's `TaskGroup`, of Python 3.11, as its documentation shows it."""

import asyncio

import waits.on_asyncio
from crossover_program import Batch, Cell, contender, serve_awaiting
from heartbeat import watch_on
from waiting_tasks import WaitingTasks
from workloads import AWAITED, NOT_AWAITED


class Gather:
    """A task group, which waits for all its tasks."""

    def __init__(self, tasks: WaitingTasks) -> None:
        self._tasks = tasks

    async def run(self, batch: Batch) -> None:
        async with asyncio.TaskGroup() as group:
            for i in range(batch.tasks):
                group.create_task(self._tasks.run(batch, i))

    async def close(self) -> None:
        await self._tasks.close()


async def prepare(cell: Cell) -> Gather:
    tasks = WaitingTasks(cell, waits.on_asyncio)
    await tasks.open(cell.limit)
    return Gather(tasks)


if __name__ == "__main__":
    described = [contender("gather", "documented", AWAITED, NOT_AWAITED)]
    watch = watch_on(waits.on_asyncio)
    asyncio.run(
        serve_awaiting("asyncio_taskgroup", contenders=described, prepare=prepare, watch=watch)
    )
