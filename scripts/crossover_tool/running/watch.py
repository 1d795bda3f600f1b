"""Watching blocks: what others do to the machine during each, and whether it must be taken
again."""

import os
import time
from collections.abc import Sequence
from dataclasses import replace

from crossover_tool.host.interference import (
    Snapshot,
    Interference,
    between,
    snapshot,
    steal_s,
    taints,
)
from crossover_tool.running.retry import Retries
from crossover_tool.samples.records import Record


class Watch:
    """Watches one block after another. `retry` False: blocks are watched, and never taken again.

    `before` are the block records of an earlier part of the run: its repetitions count among those
    that a run may have.
    """

    def __init__(self, retry: bool = True, before: Sequence[Record] = ()) -> None:
        taken = sum(bool(block["left_out"]) for block in before)
        self._retries = Retries(len(before) - taken, taken) if retry else None
        self._before: Snapshot = snapshot()
        self._mark = (self._before.at_s, self._before.steal_s)
        self._worst_steal: float | None = None
        self._best_spin_s = self._before.spin_s

    def start(self) -> None:
        """A block starts: what happened since the last one ended is not its business."""
        self._before = snapshot()
        self._best_spin_s = min(self._best_spin_s, self._before.spin_s)
        self._mark, self._worst_steal = (self._before.at_s, self._before.steal_s), None

    def sample_done(self) -> None:
        """A sample of the block ended, and the next one begins: what was stolen meanwhile was
        stolen from that one."""
        (began_s, stolen_s), self._mark = self._mark, (time.monotonic(), steal_s())
        if stolen_s is not None and self._mark[1] is not None:
            share = (
                (self._mark[1] - stolen_s)
                / max(1e-9, self._mark[0] - began_s)
                / (os.cpu_count() or 1)
            )
            self._worst_steal = max(share, self._worst_steal or 0.0)

    def stop(self, attempt: int) -> tuple[Interference, list[str], bool]:
        """The block, its attempt number `attempt`, ended: the interference, what tainted it, and
        whether to take it again."""
        after = snapshot()
        self._best_spin_s = min(self._best_spin_s, after.spin_s)
        whole = between(self._before, after, os.cpu_count() or 1, self._best_spin_s)
        interference = replace(whole, sample_steal=self._worst_steal)
        found = taints(interference)
        again = self._retries is not None and self._retries.again(attempt, bool(found))
        return interference, found, again
