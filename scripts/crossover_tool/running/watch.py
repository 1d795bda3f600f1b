"""Watching blocks: what others do to the machine during each, and whether it must be taken again."""

import os
from collections.abc import Sequence

from crossover_tool.host.weather import Snapshot, Weather, between, snapshot, taints
from crossover_tool.running.retry import Retries
from crossover_tool.samples.records import Record


class Watch:
    """Watches one block after another. `retry` False: blocks are watched, and never taken again.

    `before` are the block records of an earlier part of the run: its repetitions count among those that a run may have.
    """

    def __init__(self, retry: bool = True, before: Sequence[Record] = ()) -> None:
        taken = sum(bool(block["left_out"]) for block in before)
        self._retries = Retries(len(before) - taken, taken) if retry else None
        self._before: Snapshot = snapshot()
        self._best_spin_s = self._before.spin_s

    def start(self) -> None:
        """A block starts: what happened since the last one ended is not its business."""
        self._before = snapshot()
        self._best_spin_s = min(self._best_spin_s, self._before.spin_s)

    def stop(self, attempt: int) -> tuple[Weather, list[str], bool]:
        """The block, its attempt number `attempt`, ended: the weather, what tainted it, and whether to take it again."""
        after = snapshot()
        self._best_spin_s = min(self._best_spin_s, after.spin_s)
        weather = between(self._before, after, os.cpu_count() or 1, self._best_spin_s)
        found = taints(weather)
        again = self._retries is not None and self._retries.again(attempt, bool(found))
        return weather, found, again
