#!/usr/bin/python3 -ESB
"""CPython's ProcessPoolExecutor, one task a message, as its documentation shows. A program under
the contract of docs/PROGRAMS.md; the build puts crossover_program.py beside it."""

import time
from concurrent.futures import ProcessPoolExecutor

from crossover_program import Batch, Cell, contender, mix, serve


def stamped(salted: int) -> tuple[int, int, int]:
    """The digest of a task, when it began and when it ended."""
    start = time.monotonic_ns()
    digest = mix(salted)
    return digest, start, time.monotonic_ns()


class ProcessPool:
    """A pool of as many workers as tasks may be in flight."""

    def __init__(self, cell: Cell) -> None:
        self._pool = ProcessPoolExecutor(cell.limit)
        list(self._pool.map(mix, range(cell.limit)))  # its processes start with the first tasks

    def run(self, batch: Batch) -> None:
        salted = (i ^ batch.salt for i in range(batch.tasks))
        if batch.stamps is None:
            for i, digest in enumerate(self._pool.map(mix, salted)):
                batch.digests[i] = digest
        else:
            for i, (digest, start, end) in enumerate(self._pool.map(stamped, salted)):
                batch.digests[i] = digest
                batch.stamps[2 * i], batch.stamps[2 * i + 1] = start, end

    def close(self) -> None:
        self._pool.shutdown()


if __name__ == "__main__":
    serve(
        "cpython_process_pool",
        contenders=[contender("baseline", "baseline", ["noop"], limit="cell")],
        prepare=ProcessPool,
    )
