"""Metering a block: what others do to the machine while it runs."""

import os
import time
from dataclasses import replace

from crossover_tool.host.interference import (
    OTHERS_OFF_S,
    STEAL_OFF_S,
    Interference,
    Snapshot,
    between,
    others_s,
    snapshot,
    steal_s,
)


class InterferenceMeter:
    """Meters one block after another."""

    def __init__(self) -> None:
        self._before: Snapshot = snapshot()
        self._mark = _mark()
        self._worst_steal: float | None = None
        self._most_others: float | None = None
        self._best_spin_s = self._before.spin_s

    def start(self) -> None:
        """A block starts: what happened since the last one ended is not its business."""
        self._before = snapshot()
        self._best_spin_s = min(self._best_spin_s, self._before.spin_s)
        self._mark, self._worst_steal, self._most_others = _mark(), None, None

    def sample_done(self) -> None:
        """A sample of the block ended, and the next one begins: what was stolen meanwhile was
        stolen from that one, and what others used may have been used for it."""
        (began_s, stolen_s, used_s), self._mark = self._mark, _mark()
        passed_s = max(1e-9, self._mark[0] - began_s)
        if stolen_s is not None and self._mark[1] is not None:
            stolen_s = self._mark[1] - stolen_s - STEAL_OFF_S
            share = stolen_s / passed_s / (os.cpu_count() or 1)
            self._worst_steal = max(share, self._worst_steal or 0.0)
        if used_s is not None and self._mark[2] is not None:
            cores = (self._mark[2] - used_s - OTHERS_OFF_S) / passed_s
            self._most_others = max(cores, self._most_others or 0.0)

    def stop(self) -> Interference:
        """The block ended: what happened since it started."""
        after = snapshot()
        self._best_spin_s = min(self._best_spin_s, after.spin_s)
        whole = between(self._before, after, os.cpu_count() or 1, self._best_spin_s)
        return replace(whole, sample_steal=self._worst_steal, sample_others=self._most_others)


def _mark() -> tuple[float, float | None, float | None]:
    """The time, and the seconds of CPU time that were stolen and that others have used."""
    return time.monotonic(), steal_s(), others_s()
