"""Small requests that arrive one after another, every few of them followed by one that burns CPU:
what the small ones wait for the burning ones."""

import time
from collections.abc import Coroutine
from typing import Any

import crossover_program
from crossover_program import Cell, batch_start_ns
from waits import Waits
from workloads import Workload


class Work(Workload):
    """Tasks that wait until they arrive, then for their input, and then hash."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell)
        self._wait_ns: int = cell.task["wait_ns"]
        self._period_ns: int = cell.task["period_ns"]

    def _seconds(self, i: int) -> float:
        early_ns: int = batch_start_ns() + i * self._period_ns - time.monotonic_ns()
        return (max(early_ns, 0) + self._wait_ns) / 1e9

    def wait(self, i: int, place: Any) -> int:
        time.sleep(self._seconds(i))
        return 0

    def wait_on(self, waits: Waits, i: int, place: Any) -> Coroutine[Any, Any, None]:
        return waits.sleep(self._seconds(i))

    def compute(self, i: int, answer: int, salt: int) -> int:
        size = "heavy_bytes" if self._is_heavy(i) else "light_bytes"
        return crossover_program.sha256(i, self.cell.task[size], salt)

    def _is_heavy(self, i: int) -> bool:
        """The burning ones are spread as Bresenham spreads the steps of a line."""
        return self._heavy_within(i + 1) != self._heavy_within(i)

    def _heavy_within(self, tasks: int) -> int:
        share: int = self.cell.task["heavy_pct"]
        return tasks // 100 * share + tasks % 100 * share // 100
