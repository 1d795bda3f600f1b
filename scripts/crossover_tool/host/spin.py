"""How evenly this machine computes: the same work again and again, timed."""

import hashlib
import time
from statistics import median

ROUNDS = 30
TARGET_S = 0.01
"""Ten milliseconds: long against the clock and a scheduler tick, short enough to see a disturbance
by itself."""

QUICK_COUNT = 24
"""Blocks of 64 KiB: about a millisecond with SHA instructions, five without."""


def _spin(block: bytes, count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        hashlib.sha256(block).digest()
    return time.perf_counter() - start


def spin_noise() -> float:
    """The relative spread of identical spins, (90th percentile - median) / median; takes about 0.3
    s.

    SHA-256, because tight integer loops vary by a quarter on the same machine for reasons of code
    alignment.
    """
    block = bytes(65536)
    count = max(1, round(TARGET_S / max(1e-6, min(_spin(block, 4) for _ in range(3)) / 4)))
    times = sorted(_spin(block, count) for _ in range(ROUNDS))
    middle = median(times)
    return (times[int(ROUNDS * 0.9)] - middle) / middle


def quick_spin() -> float:
    """Seconds that a fixed piece of work takes, the best of three; about 3 ms in all.

    The best, because a single preemption is no interference: only what slows all three down is.
    """
    block = bytes(65536)
    return min(_spin(block, QUICK_COUNT) for _ in range(3))
