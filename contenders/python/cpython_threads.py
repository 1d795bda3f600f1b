#!/usr/bin/python3 -EsB
"""`ThreadPoolExecutor` as its documentation shows it: `map` over the tasks."""

import threading
from concurrent.futures import ThreadPoolExecutor

from crossover_program import Batch, Cell, contender, serve
from thread_start import start_all
from workloads import ALL, workload


class ThreadPool:
    """A pool of as many threads as tasks may be in flight; each has a connection of its own."""

    def __init__(self, cell: Cell) -> None:
        self._work = workload(cell)
        self._own = threading.local()
        self._pool = ThreadPoolExecutor(cell.limit, initializer=self._open)
        start_all(self._pool, cell.limit)

    def _open(self) -> None:
        self._own.place = self._work.open()

    def run(self, batch: Batch) -> None:
        def task(i: int) -> None:
            batch.begin(i)
            answer = self._work.wait(i, self._own.place)
            batch.end(i, self._work.compute(i, answer))

        for _ in self._pool.map(task, range(batch.tasks)):
            pass  # the first exception of a task is raised here

    def close(self) -> None:
        self._pool.shutdown()


if __name__ == "__main__":
    described = [contender("thread_pool", "documented", ALL)]
    serve("cpython_threads", contenders=described, prepare=ThreadPool)
