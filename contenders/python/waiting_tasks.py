"""The tasks of a cell on an event loop: each takes what it needs in flight, awaits, computes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from crossover_program import Batch, Cell
from waits import Waits
from workloads import NOT_AWAITED, workload

Offload = Callable[..., Awaitable[Any]]
"""Awaits a function, which runs elsewhere: `asyncio.to_thread`."""


class Calls(Protocol):
    """What may be handed elsewhere: a workload, or what a worker process knows of one."""

    def wait(self, i: int, place: Any) -> int:
        ...

    def compute(self, i: int, answer: int, salt: int) -> int:
        ...

    def transform(self, i: int, argument: bytes, salt: int) -> bytes:
        ...


class WaitingTasks:
    """What a contender on an event loop runs. `waits` is the module of its library in waits/."""

    def __init__(self, cell: Cell, waits: Waits) -> None:
        self._work = workload(cell)
        self._waits = waits
        self._free: list[Any] = []
        self._blocking_place: Any = None

    async def open(self, count: int) -> None:
        """Opens what `count` tasks in flight need, such as a connection for each."""
        for _ in range(count):
            self._free.append(await self._work.open_on(self._waits))

    def open_blocking(self) -> None:
        """Opens what one task in flight needs that blocks."""
        self._blocking_place = self._work.open()

    async def run(self, batch: Batch, i: int) -> None:
        """Task i: waits on the loop, then computes on it."""
        batch.begin(i)
        place = self._free.pop()
        try:
            answer = await self._work.wait_on(self._waits, i, place)
        finally:
            self._free.append(place)
        batch.end(i, self._work.compute(i, answer, batch.salt))

    async def run_blocking(self, batch: Batch, i: int) -> None:
        """Task i with a blocking call inside a coroutine: while it waits, the loop stands still."""
        batch.begin(i)
        answer = self._work.wait(i, self._blocking_place)
        batch.end(i, self._work.compute(i, answer, batch.salt))

    async def run_offloaded(
        self, batch: Batch, i: int, offload: Offload, calls: Calls | None = None
    ) -> None:
        """Task i: waits on the loop where that can be awaited; what holds the loop runs
        elsewhere."""
        elsewhere = calls or self._work
        batch.begin(i)
        if self._work.ships:
            argument = self._work.pack(i, batch.salt)
            result = await offload(elsewhere.transform, i, argument, batch.salt)
            batch.end(i, self._work.unpack(i, result, batch.salt))
        elif self._work.cell.workload in NOT_AWAITED:
            answer = await offload(elsewhere.wait, i, None)
            batch.end(i, self._work.compute(i, answer, batch.salt))
        else:
            answer = await self._answer(i)
            batch.end(i, await offload(elsewhere.compute, i, answer, batch.salt))

    async def _answer(self, i: int) -> int:
        place = self._free.pop()
        try:
            return await self._work.wait_on(self._waits, i, place)
        finally:
            self._free.append(place)

    async def close(self) -> None:
        """Closes what was opened."""
        for place in self._free:
            if place is not None:
                await place.close()
        if self._blocking_place is not None:
            self._blocking_place.close()
