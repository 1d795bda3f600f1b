"""A signal to one of the processes that a run has started, once there is one."""

import os
import signal
import time
from collections.abc import Callable, Sequence

from faults.scene import World, command_of


def signal_one(
    world: World,
    number: signal.Signals,
    run: int,
    found: Callable[[], Sequence[int]],
    within_s: float,
) -> int | None:
    """Sends it to one of `found()`, drawn at random; which that was. None when there was none in
    that time, or the process `run` has ended."""
    until = time.monotonic() + within_s
    while time.monotonic() < until and command_of(run):
        if pids := found():
            victim = world.rng.choice(pids)
            try:
                os.kill(victim, number)
            except ProcessLookupError:
                continue  # it has ended, and its successor is a target as good
            return victim
        time.sleep(0.001)
    return None
