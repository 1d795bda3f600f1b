"""What a worker process of a pool does: it has the cell's work, and a connection of its own."""

from __future__ import annotations

import time
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


def run_stamped(i: int) -> tuple[int, int, int]:
    """The digest of task i, when it began and when it ended."""
    begun = time.monotonic_ns()
    digest = run(i)
    return digest, begun, time.monotonic_ns()


def wait(i: int, _place: Any = None) -> int:
    """The blocking call of task i, with this worker's own connection."""
    assert _worker is not None
    return _worker.work.wait(i, _worker.place)


def compute(i: int, answer: int) -> int:
    """What task i computes, where its wait is over already."""
    assert _worker is not None
    return _worker.work.compute(i, answer)


def store(batch: Batch, i: int, stamped: tuple[int, int, int]) -> None:
    """Leaves what `run_stamped` has returned."""
    assert batch.stamps is not None
    batch.digests[i], batch.stamps[2 * i], batch.stamps[2 * i + 1] = stamped
