#!/usr/bin/python3 -EsB
"""`multiprocessing.Pool` as its documentation shows it: `map`, which cuts the tasks into chunks by
itself."""

import multiprocessing

import worker_process
from crossover_program import Batch, Cell, contender, serve
from workloads import ALL


class ProcessPool:
    """A pool of as many workers as tasks may be in flight."""

    def __init__(self, cell: Cell) -> None:
        all_there = multiprocessing.Barrier(cell.limit + 1)
        self._pool = multiprocessing.Pool(cell.limit, worker_process.begin, (cell, all_there))
        all_there.wait(worker_process.START_S)

    def run(self, batch: Batch) -> None:
        indices = range(batch.tasks)
        if batch.stamps is None:
            for i, digest in enumerate(self._pool.map(worker_process.run, indices)):
                batch.digests[i] = digest
        else:
            for i, one in enumerate(self._pool.map(worker_process.run_stamped, indices)):
                worker_process.store(batch, i, one)

    def close(self) -> None:
        self._pool.close()
        self._pool.join()


if __name__ == "__main__":
    described = [contender("process_pool", "documented", ALL)]
    serve("multiprocessing", contenders=described, prepare=ProcessPool)
