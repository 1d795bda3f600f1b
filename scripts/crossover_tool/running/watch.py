"""Watching blocks: what others do to the machine during each, and whether it must be taken again."""

import os

from crossover_tool.host.weather import Snapshot, Weather, between, snapshot, taints
from crossover_tool.running.retry import Retries


class Watch:
    """Watches one block after another. `retry` False: blocks are watched, and never taken again."""

    def __init__(self, retry: bool = True) -> None:
        self._retries = Retries() if retry else None
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
