#!/usr/bin/python3 -EsB
"""`multiprocessing.Pool` as its documentation shows it: `map`, which cuts the tasks into chunks by
itself; all results come at once."""

import multiprocessing

import worker_process
from crossover_program import Batch, Cell, contender, serve
from workloads import ALL


class ProcessPool:
    """A pool of as many workers as tasks may be in flight."""

    def __init__(self, cell: Cell) -> None:
        self._outcomes = worker_process.Outcomes(cell)
        all_there = multiprocessing.Barrier(cell.limit + 1)
        self._pool = multiprocessing.Pool(cell.limit, worker_process.begin, (cell, all_there))
        all_there.wait(worker_process.START_S)

    def run(self, batch: Batch) -> None:
        function, arguments = self._outcomes.calls(batch)
        if len(arguments) == 1:
            all_returned = self._pool.map(function, arguments[0])
        else:
            all_returned = self._pool.starmap(function, zip(*arguments))
        for i, returned in enumerate(all_returned):
            self._outcomes.store(batch, i, returned)

    def close(self) -> None:
        self._pool.close()
        self._pool.join()


if __name__ == "__main__":
    described = [contender("process_pool", "documented", ALL)]
    serve("multiprocessing", contenders=described, prepare=ProcessPool)
