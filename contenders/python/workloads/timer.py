"""Every task sleeps for the same time: the article's `await asyncio.sleep(0.2)`."""

import time
from collections.abc import Coroutine
from typing import Any

from crossover_program import Cell, mix
from waits import Waits
from workloads import Workload


class Work(Workload):
    """Tasks that sleep."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell)
        self._seconds = cell.task["wait_ns"] / 1e9

    def wait(self, i: int, place: Any) -> int:
        time.sleep(self._seconds)
        return 0

    def wait_on(self, waits: Waits, i: int, place: Any) -> Coroutine[Any, Any, None]:
        return waits.sleep(self._seconds)

    def compute(self, i: int, answer: int, salt: int) -> int:
        return mix(i ^ salt)
