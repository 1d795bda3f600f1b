"""A library call that can only block, as drivers without an asynchronous interface do."""

import time
from typing import Any

from crossover_program import Cell, mix
from workloads import Workload


class Work(Workload):
    """Tasks that hold their thread. There is no `wait_on`: no event loop can await them."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell)
        self._seconds = cell.task["wait_ns"] / 1e9

    def wait(self, i: int, place: Any) -> int:
        time.sleep(self._seconds)
        return 0

    def compute(self, i: int, answer: int) -> int:
        return mix(i)
