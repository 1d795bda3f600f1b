#!/usr/bin/python3 -EsB
"""`ProcessPoolExecutor` as its documentation advises for many tasks: `map` with a large
`chunksize`, here a quarter of each worker's share."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import worker_process
from crossover_program import Batch, Cell, contender, serve
from workloads import ALL


class ProcessPool:
    """A pool of as many workers as tasks may be in flight."""

    def __init__(self, cell: Cell) -> None:
        self._workers = cell.limit
        self._outcomes = worker_process.Outcomes(cell)
        all_there = multiprocessing.Barrier(cell.limit + 1)
        self._pool = ProcessPoolExecutor(
            cell.limit, initializer=worker_process.begin, initargs=(cell, all_there)
        )
        self._pool.submit(int)  # all workers start with the first task
        all_there.wait(worker_process.START_S)

    def chunk(self, tasks: int) -> int:
        """How many tasks go to a worker in one message."""
        return max(1, tasks // (4 * self._workers))

    def run(self, batch: Batch) -> None:
        function, arguments = self._outcomes.calls(batch)
        chunk = self.chunk(batch.tasks)
        for i, returned in enumerate(self._pool.map(function, *arguments, chunksize=chunk)):
            self._outcomes.store(batch, i, returned)

    def close(self) -> None:
        self._pool.shutdown()


if __name__ == "__main__":
    described = [contender("process_pool", "documented", ALL)]
    serve("cpython_processes", contenders=described, prepare=ProcessPool)
