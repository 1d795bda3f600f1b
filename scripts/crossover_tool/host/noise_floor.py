"""The machine's noise floor: by how much identical work differs from one time to the next."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from crossover_tool.host.spin import TARGET_S, _spin

WINDOW = 5
"""Spins whose median stands for a sample, which is a median of batches as well."""

RUN_S = 1.0
"""What a run takes for it: one of a minute must not spend more on looking."""


@dataclass(frozen=True)
class Noise:
    """`floor`: in 95 of 100 pairs of neighbouring windows of identical work the two medians differ
    by less than this share. From `windows` windows in `seconds`."""

    floor: float
    windows: int
    seconds: float


def measure(seconds: float) -> Noise:
    """Spins on one core for about `seconds`."""
    start = time.perf_counter()
    data = bytes(65536)
    count = max(1, round(TARGET_S / max(1e-6, min(_spin(data, 4) for _ in range(3)) / 4)))
    times: list[float] = []
    while time.perf_counter() - start < seconds or len(times) < 3 * WINDOW:
        times.append(_spin(data, count))
    return judge(times, time.perf_counter() - start)


def judge(times: Sequence[float], seconds: float) -> Noise:
    """The noise in the times of identical spins, of which there are at least two windows."""
    windows = [median(times[i : i + WINDOW]) for i in range(0, len(times) - WINDOW + 1, WINDOW)]
    apart = sorted(abs(math.log(after / before)) for before, after in zip(windows, windows[1:]))
    return Noise(
        floor=math.expm1(apart[math.ceil(0.95 * len(apart)) - 1]),
        windows=len(windows),
        seconds=seconds,
    )
