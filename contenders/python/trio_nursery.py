#!/usr/bin/python3 -EsB
"""trio as its documentation shows it: a nursery, a `CapacityLimiter`, `to_thread.run_sync`."""

from collections.abc import Callable, Coroutine
from typing import Any

from crossover_program import Batch, Cell, Library, contender, serve_absent, serve_awaiting
from heartbeat import watch_on
from waiting_tasks import WaitingTasks
from workloads import ALL, AWAITED, NOT_AWAITED

CONTENDERS = [
    contender("gather", "documented", AWAITED, NOT_AWAITED),
    contender("semaphore", "documented", AWAITED, NOT_AWAITED),
    contender("offload", "documented", ALL),
]

try:
    import trio

    import waits.on_trio
except ImportError:
    serve_absent("trio", contenders=CONTENDERS, package="python3-trio")


class Gather:
    """A nursery, which waits for all its tasks."""

    def __init__(self, cell: Cell, tasks: WaitingTasks) -> None:
        self._tasks = tasks

    async def run(self, batch: Batch) -> None:
        async with trio.open_nursery() as nursery:
            for i in range(batch.tasks):
                nursery.start_soon(self.task, batch, i)

    def task(self, batch: Batch, i: int) -> Coroutine[Any, Any, None]:
        return self._tasks.run(batch, i)

    async def close(self) -> None:
        await self._tasks.close()


class Semaphore(Gather):
    """All of them are started, and a limiter lets so many through."""

    def __init__(self, cell: Cell, tasks: WaitingTasks) -> None:
        super().__init__(cell, tasks)
        self._limiter = trio.CapacityLimiter(cell.limit)

    async def task(self, batch: Batch, i: int) -> None:
        async with self._limiter:
            await self._tasks.run(batch, i)


class Offload(Gather):
    """What would hold the loop runs on a thread, of which so many run at once."""

    def __init__(self, cell: Cell, tasks: WaitingTasks) -> None:
        super().__init__(cell, tasks)
        self._threads = trio.CapacityLimiter(cell.cell_limit)

    async def task(self, batch: Batch, i: int) -> None:
        await self._tasks.run_offloaded(batch, i, self._on_thread)

    async def _on_thread(self, function: Callable[..., Any], *arguments: object) -> Any:
        return await trio.to_thread.run_sync(function, *arguments, limiter=self._threads)


STRATEGIES = {"gather": Gather, "semaphore": Semaphore, "offload": Offload}


async def prepare(cell: Cell) -> Gather:
    tasks = WaitingTasks(cell, waits.on_trio)
    await tasks.open(cell.limit)
    return STRATEGIES[cell.strategy](cell, tasks)


async def main() -> None:
    await serve_awaiting(
        "trio",
        contenders=CONTENDERS,
        prepare=prepare,
        library=Library("trio", trio.__version__),
        watch=watch_on(waits.on_trio),
    )


if __name__ == "__main__":
    trio.run(main)
