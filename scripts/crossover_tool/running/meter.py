"""Metering a block: what others do to the machine while it runs."""

import os
import time
from dataclasses import replace

from crossover_tool.host.interference import (
    Interference,
    Snapshot,
    between,
    snapshot,
    steal_s,
)


class InterferenceMeter:
    """Meters one block after another."""

    def __init__(self) -> None:
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

    def stop(self) -> Interference:
        """The block ended: what happened since it started."""
        after = snapshot()
        self._best_spin_s = min(self._best_spin_s, after.spin_s)
        whole = between(self._before, after, os.cpu_count() or 1, self._best_spin_s)
        return replace(whole, sample_steal=self._worst_steal)
