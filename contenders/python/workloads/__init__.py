"""What a task does, once for all contenders in Python: a module a workload, each with a class
`Work`.

A task waits and then computes. It waits in one of two ways, as its contender can: `wait` blocks
the thread, `wait_on` is awaited on an event loop. What a task needs while it is in flight (a
connection) is opened before the batches: one for each task in flight.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossover_program import Cell
    from waits import Waits

NOT_AWAITED = {
    "sync_only": "a call that can only block would hold the event loop: see blocking_gather",
    "file": "event loops of Python read files on threads: see offload",
}
"""What no event loop of Python can await, and why."""

ALL = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
AWAITED = [name for name in ALL if name not in NOT_AWAITED]


class Workload:
    """The tasks of a cell; by itself one that waits for nothing. Thread-safe."""

    ships = False
    """Whether a task takes and returns bytes, which go to a worker process and back: then there
    are `pack`, `transform` and `unpack`, and `compute` does all three."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell

    def open(self) -> Any:
        """What a task in flight needs, for who blocks; `wait` gets it as its place."""

    def wait(self, i: int, place: Any) -> int:
        """Blocks until what task i waits for is there, and returns the answer."""
        return 0

    async def open_on(self, waits: Waits) -> Any:
        """What a task in flight needs on an event loop, which `waits` knows how to await."""

    async def wait_on(self, waits: Waits, i: int, place: Any) -> Any:
        """`wait`, awaited. Who has no answer to wait for returns the library's own coroutine: another
        one around it would cost a task time that the library does not take."""
        return 0

    def compute(self, i: int, answer: int, salt: int) -> int:
        """What task i computes when its wait is over: its digest in a batch with this salt."""
        raise NotImplementedError

    def pack(self, i: int, salt: int) -> bytes:
        """The argument of task i in a batch with this salt, which the caller makes."""
        raise NotImplementedError

    def transform(self, i: int, argument: bytes, salt: int) -> bytes:
        """The result of task i, which a worker makes of its argument."""
        raise NotImplementedError

    def unpack(self, i: int, result: bytes, salt: int) -> int:
        """The digest of task i, which the caller makes of its result."""
        raise NotImplementedError


def workload(cell: Cell) -> Workload:
    """The tasks of a cell."""
    work: Workload = importlib.import_module(f"workloads.{cell.workload}").Work(cell)
    return work
