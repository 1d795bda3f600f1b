"""What a worker process of a pool does: it has the cell's work, and a connection of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any

from crossover_program import Batch, Cell
from workloads import Workload, workload


@dataclass
class _Worker:
    work: Workload
    place: Any


_worker: _Worker | None = None
START_S = 50
"""For what it takes to start all workers; `prepare` may take 60 s."""


def begin(cell: Cell, all_there: Barrier) -> None:
    """Called once in each worker (`initializer=`); returns when all workers have begun."""
    global _worker
    work = workload(cell)
    _worker = _Worker(work, work.open())
    all_there.wait(START_S)


def run(i: int) -> int:
    """The digest of task i."""
    assert _worker is not None
    answer = _worker.work.wait(i, _worker.place)
    return _worker.work.compute(i, answer)


def transform(i: int, argument: bytes) -> bytes:
    """The result of task i, whose bytes the caller sends and gets."""
    assert _worker is not None
    return _worker.work.transform(i, argument)


def run_stamped(i: int, *argument: bytes) -> tuple[Any, int, int]:
    """What `run` or `transform` returns of task i, when it began and when it ended."""
    begun = time.monotonic_ns()
    done = transform(i, *argument) if argument else run(i)
    return done, begun, time.monotonic_ns()


def wait(i: int, _place: Any = None) -> int:
    """The blocking call of task i, with this worker's own connection."""
    assert _worker is not None
    return _worker.work.wait(i, _worker.place)


def compute(i: int, answer: int) -> int:
    """What task i computes, where its wait is over already."""
    assert _worker is not None
    return _worker.work.compute(i, answer)


class Outcomes:
    """What the caller of a pool sends to its workers, and does with what they return."""

    def __init__(self, cell: Cell) -> None:
        self._work = workload(cell)

    def calls(self, batch: Batch) -> tuple[Callable[..., Any], list[Iterable[Any]]]:
        """The function that workers call, and its arguments, as `map` takes them."""
        indices = range(batch.tasks)
        arguments: list[Iterable[Any]] = [indices]
        if self._work.ships:
            arguments.append(map(self._work.pack, indices))
        if batch.stamps is not None:
            return run_stamped, arguments
        if self._work.ships:
            return transform, arguments
        return run, arguments

    def store(self, batch: Batch, i: int, returned: Any) -> None:
        """Leaves what the function has returned for task i."""
        if batch.stamps is not None:
            returned, batch.stamps[2 * i], batch.stamps[2 * i + 1] = returned
        batch.digests[i] = self._work.unpack(i, returned) if self._work.ships else returned
