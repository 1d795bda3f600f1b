"""Every task hashes bytes with hashlib, which lets other threads run while it does."""

import crossover_program
from crossover_program import Cell
from workloads import Workload


class Work(Workload):
    """Tasks that hash."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell)
        self._bytes = cell.task["bytes"]

    def compute(self, i: int, answer: int) -> int:
        return crossover_program.sha256(i, self._bytes)
