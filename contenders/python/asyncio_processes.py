#!/usr/bin/python3 -EsB
"""asyncio with `run_in_executor` on a `ProcessPoolExecutor`, as its documentation shows it: what
would hold the loop runs in another process."""

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import waits.on_asyncio
import worker_process
from crossover_program import Batch, Cell, contender, serve_awaiting
from heartbeat import watch_on
from waiting_tasks import WaitingTasks
from workloads import ALL


class Offload:
    """A coroutine for each task, and as many workers behind them as the cell allows."""

    def __init__(self, cell: Cell, tasks: WaitingTasks) -> None:
        self._tasks = tasks
        all_there = multiprocessing.Barrier(cell.cell_limit + 1)
        self._pool = ProcessPoolExecutor(
            cell.cell_limit, initializer=worker_process.begin, initargs=(cell, all_there)
        )
        self._pool.submit(int)  # all workers start with the first task
        all_there.wait(worker_process.START_S)

    async def run(self, batch: Batch) -> None:
        await asyncio.gather(*(self._task(batch, i) for i in range(batch.tasks)))

    async def _task(self, batch: Batch, i: int) -> None:
        await self._tasks.run_offloaded(batch, i, self._in_process, worker_process)

    def _in_process(self, function: Callable[..., Any], *arguments: object) -> Awaitable[Any]:
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._pool, function, *arguments)

    async def close(self) -> None:
        await self._tasks.close()
        self._pool.shutdown()


async def prepare(cell: Cell) -> Offload:
    tasks = WaitingTasks(cell, waits.on_asyncio)
    made = Offload(cell, tasks)
    await tasks.open(cell.limit)
    return made


if __name__ == "__main__":
    described = [contender("offload", "documented", ALL)]
    watch = watch_on(waits.on_asyncio)
    asyncio.run(
        serve_awaiting("asyncio_processes", contenders=described, prepare=prepare, watch=watch)
    )
