#!/usr/bin/python3 -EsB
"""asyncio as its documentation shows it: `gather`, `Semaphore`, `to_thread`, and the mistake of a
blocking call inside a coroutine."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import waits.on_asyncio
from crossover_program import Batch, Cell, contender, serve_awaiting
from heartbeat import watch_on
from thread_start import start_all
from waiting_tasks import WaitingTasks
from waits import Waits
from workloads import ALL, AWAITED, NOT_AWAITED


class Gather:
    """Every task is a coroutine, all of them at once."""

    def __init__(self, cell: Cell, tasks: WaitingTasks) -> None:
        self._cell = cell
        self._tasks = tasks

    async def open(self) -> None:
        await self._tasks.open(self._cell.limit)

    async def run(self, batch: Batch) -> None:
        await asyncio.gather(*(self.task(batch, i) for i in range(batch.tasks)))

    def task(self, batch: Batch, i: int) -> Coroutine[Any, Any, None]:
        return self._tasks.run(batch, i)

    async def close(self) -> None:
        await self._tasks.close()


class Semaphore(Gather):
    """All of them are started, and a semaphore lets so many through."""

    def __init__(self, cell: Cell, tasks: WaitingTasks) -> None:
        super().__init__(cell, tasks)
        self._permits = asyncio.Semaphore(cell.limit)

    async def task(self, batch: Batch, i: int) -> None:
        async with self._permits:
            await self._tasks.run(batch, i)


class Offload(Gather):
    """What would hold the loop runs on a thread of the default executor."""

    async def open(self) -> None:
        await super().open()
        pool = ThreadPoolExecutor(self._cell.cell_limit)
        start_all(pool, self._cell.cell_limit)
        asyncio.get_running_loop().set_default_executor(pool)

    async def task(self, batch: Batch, i: int) -> None:
        await self._tasks.run_offloaded(batch, i, asyncio.to_thread)


class BlockingGather(Gather):
    """The mistake: `gather` over coroutines that block."""

    async def open(self) -> None:
        self._tasks.open_blocking()

    async def task(self, batch: Batch, i: int) -> None:
        await self._tasks.run_blocking(batch, i)


STRATEGIES: dict[str, type[Gather]] = {
    "gather": Gather,
    "semaphore": Semaphore,
    "offload": Offload,
    "blocking_gather": BlockingGather,
}


def contenders() -> list[dict[str, Any]]:
    """As they are described; on another loop of asyncio's kind as well."""
    return [
        contender("gather", "documented", AWAITED, NOT_AWAITED),
        contender("semaphore", "documented", AWAITED, NOT_AWAITED),
        contender("offload", "documented", ALL),
        contender("blocking_gather", "mistake", ALL),
    ]


async def prepare(cell: Cell, library: Waits = waits.on_asyncio) -> Gather:
    """The contender for a cell, with its connections open and its threads started."""
    made = STRATEGIES[cell.strategy](cell, WaitingTasks(cell, library))
    await made.open()
    return made


if __name__ == "__main__":
    watch = watch_on(waits.on_asyncio)
    asyncio.run(serve_awaiting("asyncio", contenders=contenders(), prepare=prepare, watch=watch))
