"""Every task reads one block at a random place of a set of real files, by a `pread` that blocks."""

import os
from typing import Any

from crossover_program import MASK, Cell, combine, mix
from workloads import Workload


class Work(Workload):
    """Tasks that read. There is no `wait_on`: asyncio and trio read files on threads."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell)
        self._bytes = cell.task["bytes"]
        self._blocks = cell.task["file_bytes"] // self._bytes
        names = (f"{cell.task['folder']}/{name}" for name in range(cell.task["files"]))
        self._files = [os.open(name, os.O_RDONLY | os.O_CLOEXEC) for name in names]

    def wait(self, i: int, place: Any) -> int:
        random = mix(i + 1)
        file = self._files[(random >> 32) % len(self._files)]
        block = os.pread(file, self._bytes, (random & 0xFFFFFFFF) % self._blocks * self._bytes)
        return sum(memoryview(block).cast("Q")) & MASK

    def compute(self, i: int, answer: int, salt: int) -> int:
        return combine(i ^ salt, answer)
