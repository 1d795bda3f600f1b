#!/usr/bin/python3 -EsB
"""anyio's task group, as its documentation shows it, on its default backend, asyncio."""

from importlib.metadata import version

from crossover_program import Batch, Cell, Library, contender, serve_absent, serve_awaiting
from heartbeat import watch_on
from waiting_tasks import WaitingTasks
from workloads import AWAITED, NOT_AWAITED

CONTENDERS = [contender("gather", "documented", AWAITED, NOT_AWAITED)]

try:
    import anyio

    import waits.on_anyio
except ImportError:
    serve_absent("anyio", contenders=CONTENDERS, package="python3-anyio")


class Gather:
    """A task group, which waits for all its tasks."""

    def __init__(self, tasks: WaitingTasks) -> None:
        self._tasks = tasks

    async def run(self, batch: Batch) -> None:
        async with anyio.create_task_group() as group:
            for i in range(batch.tasks):
                group.start_soon(self._tasks.run, batch, i)

    async def close(self) -> None:
        await self._tasks.close()


async def prepare(cell: Cell) -> Gather:
    tasks = WaitingTasks(cell, waits.on_anyio)
    await tasks.open(cell.limit)
    return Gather(tasks)


async def main() -> None:
    await serve_awaiting(
        "anyio",
        contenders=CONTENDERS,
        prepare=prepare,
        library=Library("anyio", version("anyio")),
        watch=watch_on(waits.on_anyio),
    )


if __name__ == "__main__":
    anyio.run(main)
