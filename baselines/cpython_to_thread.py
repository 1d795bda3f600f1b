#!/usr/bin/python3 -ESB
"""CPython's asyncio.to_thread, which hands a call to a thread and awaits its result, as its
documentation shows. A program under the contract of docs/PROGRAMS.md; the build puts
crossover_program.py beside it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from crossover_program import Batch, Cell, contender, mix, serve_awaiting


class ToThread:
    """Every task is a coroutine whose call runs on one of as many threads as may be in flight."""

    def __init__(self, cell: Cell) -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(cell.limit))

    async def run(self, batch: Batch) -> None:
        await asyncio.gather(*(asyncio.to_thread(self._task, batch, i) for i in range(batch.tasks)))

    @staticmethod
    def _task(batch: Batch, i: int) -> None:
        batch.begin(i)
        batch.end(i, mix(i ^ batch.salt))

    async def close(self) -> None:
        await asyncio.get_running_loop().shutdown_default_executor()


async def prepare(cell: Cell) -> ToThread:
    """Its threads start with the first tasks, which are not timed."""
    made = ToThread(cell)
    await asyncio.gather(*(asyncio.to_thread(mix, i) for i in range(cell.limit)))
    return made


if __name__ == "__main__":
    asyncio.run(
        serve_awaiting(
            "cpython_to_thread",
            contenders=[contender("baseline", "baseline", ["noop"], limit="cell")],
            prepare=prepare,
        )
    )
