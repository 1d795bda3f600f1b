"""What a worker process of a pool does: it has the cell's work, and a connection of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
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


def run(salt: int, i: int) -> int:
    """The digest of task i in a batch with this salt."""
    assert _worker is not None
    answer = _worker.work.wait(i, _worker.place)
    return _worker.work.compute(i, answer, salt)


def transform(i: int, argument: bytes, salt: int) -> bytes:
    """The result of task i in a batch with this salt, whose bytes the caller sends and gets."""
    assert _worker is not None
    return _worker.work.transform(i, argument, salt)


def run_stamped(salt: int, i: int, argument: bytes | None = None) -> tuple[Any, int, int]:
    """What `run` or `transform` returns of task i, when it began and when it ended."""
    begun = time.monotonic_ns()
    done = run(salt, i) if argument is None else transform(i, argument, salt)
    return done, begun, time.monotonic_ns()


def wait(i: int, _place: Any = None) -> int:
    """The blocking call of task i, with this worker's own connection."""
    assert _worker is not None
    return _worker.work.wait(i, _worker.place)


def compute(i: int, answer: int, salt: int) -> int:
    """What task i computes, where its wait is over already."""
    assert _worker is not None
    return _worker.work.compute(i, answer, salt)


class Outcomes:
    """What the caller of a pool sends to its workers, and does with what they return."""

    def __init__(self, cell: Cell) -> None:
        self._work = workload(cell)

    def calls(self, batch: Batch) -> tuple[Callable[..., Any], list[Iterable[Any]]]:
        """The function that workers call, and its arguments, as `map` takes them."""
        indices = range(batch.tasks)
        arguments: list[Iterable[Any]] = [indices]
        if self._work.ships:
            arguments.append(self._work.pack(i, batch.salt) for i in indices)
        if batch.stamps is not None:
            return partial(run_stamped, batch.salt), arguments
        if self._work.ships:
            return partial(transform, salt=batch.salt), arguments
        return partial(run, batch.salt), arguments

    def store(self, batch: Batch, i: int, returned: Any) -> None:
        """Leaves what the function has returned for task i."""
        if batch.stamps is not None:
            returned, batch.stamps[2 * i], batch.stamps[2 * i + 1] = returned
        if self._work.ships:
            returned = self._work.unpack(i, returned, batch.salt)
        batch.digests[i] = returned
