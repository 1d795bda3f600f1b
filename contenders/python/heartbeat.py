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
        await waits.beside(run, lambda: _beat(waits, late_ns))

    return watch


async def _beat(waits: Waits, late_ns: list[int]) -> None:
    """Falls due every millisecond on a fixed grid. A loop that stalls misses several beats: each of
    them was late, by one interval less than the one before."""
    due_ns = time.monotonic_ns() + INTERVAL_NS
    while len(late_ns) < MOST_BEATS:
        await waits.sleep(max(due_ns - time.monotonic_ns(), 0) / 1e9)
        now_ns = time.monotonic_ns()
        while due_ns <= now_ns and len(late_ns) < MOST_BEATS:
            late_ns.append(now_ns - due_ns)
            due_ns += INTERVAL_NS
