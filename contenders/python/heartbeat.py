"""How late an event loop is: a heartbeat beside the batch, on the same loop."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from waits import Waits

INTERVAL_NS = 1_000_000
MOST_BEATS = 4096
"""An answer has 64 KiB at most."""


def watch_on(
    waits: Waits,
) -> Callable[[Callable[[], Awaitable[object]], list[int]], Awaitable[None]]:
    """The `watch` of `serve_awaiting` for a library."""

    async def watch(run: Callable[[], Awaitable[object]], late_ns: list[int]) -> None:
        heart = _Heart(late_ns)
        await waits.beside(run, lambda: heart.beat(waits))
        heart.note()  # what fell due while the batch held the loop to its very end

    return watch


class _Heart:
    """Falls due every millisecond on a fixed grid. A loop that stalls misses several beats: each of
    them was late, by one interval less than the one before."""

    def __init__(self, late_ns: list[int]) -> None:
        self._late_ns = late_ns
        self._due_ns = time.monotonic_ns() + INTERVAL_NS

    async def beat(self, waits: Waits) -> None:
        """Until it is cancelled, or has told all that an answer may hold."""
        while len(self._late_ns) < MOST_BEATS:
            await waits.sleep(max(self._due_ns - time.monotonic_ns(), 0) / 1e9)
            self.note()

    def note(self) -> None:
        """Tells of every beat that is due by now."""
        now_ns = time.monotonic_ns()
        while self._due_ns <= now_ns and len(self._late_ns) < MOST_BEATS:
            self._late_ns.append(now_ns - self._due_ns)
            self._due_ns += INTERVAL_NS
