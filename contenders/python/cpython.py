#!/usr/bin/python3 -EsB
"""Plain Python: one task after another."""

from crossover_program import Batch, Cell, contender, serve
from workloads import ALL, workload


class Sequential:
    """A loop."""

    def __init__(self, cell: Cell) -> None:
        self._work = workload(cell)
        self._place = self._work.open()

    def run(self, batch: Batch) -> None:
        for i in range(batch.tasks):
            batch.begin(i)
            answer = self._work.wait(i, self._place)
            batch.end(i, self._work.compute(i, answer))


if __name__ == "__main__":
    serve("cpython", contenders=[contender("sequential", "documented", ALL)], prepare=Sequential)
