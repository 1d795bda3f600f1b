"""How far the machine's own speed wanders within a run, and so may from run to run.

What all contenders share from round to round is the machine. Where it comes and goes at random the
mean of a run knows it well; where it stays for some rounds, fewer of them tell of it than there are.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from crossover_tool.stats.centre import middle
from crossover_tool.stats.student import two_sided_quantile

LEVEL = 0.05

LEAST_ROUNDS = 6
"""Of fewer none can be told to belong together."""

MOST_KEPT = 0.9
"""What is kept from round to round, at most: nearer to 1 a run has no level at all."""


@dataclass(frozen=True)
class Speed:
    """The standard error of the mean of ln(what everybody took) over a run, and the degrees of
    freedom behind it."""

    error: float
    freedom: float


def speed(rows: Sequence[Mapping[int, float]]) -> Speed | None:
    """From each row's makespans by round; None below LEAST_ROUNDS.

    The error of a mean whose values keep a share r from one to the next is that of independent ones
    times sqrt((1 + r) / (1 - r)) (G. V. Bayley and J. M. Hammersley 1946, Supplement to the Journal
    of the Royal Statistical Society 8). Few values show too small a share: it is raised by
    (1 + 3 r) / n (M. G. Kendall 1954, Biometrika 41).
    """
    rounds: dict[int, list[float]] = {}
    for series in rows:
        logs = {number: math.log(value) for number, value in series.items()}
        level = middle(sorted(logs.values())) if logs else 0.0
        for number, log in logs.items():
            rounds.setdefault(number, []).append(log - level)
    shared = [fmean(rounds[number]) for number in sorted(rounds)]
    count = len(shared)
    if count < LEAST_ROUNDS:
        return None
    kept = _kept(shared)
    error = math.sqrt(variance(shared) / count * (1.0 + kept) / (1.0 - kept))
    return Speed(error, count - 1.0)


def _kept(shared: Sequence[float]) -> float:
    """Which share of its distance from the mean a round hands on to the next, from 0 on."""
    mean = fmean(shared)
    off = [one - mean for one in shared]
    squares = math.fsum([one * one for one in off])
    if squares == 0.0:
        return 0.0
    lag = math.fsum([one * after for one, after in zip(off, off[1:])]) / squares
    return min(MOST_KEPT, max(0.0, lag + (1.0 + 3.0 * lag) / len(off)))


def wandered(before: Speed | None, after: Speed | None) -> float:
    """By how much a machine that wandered so in either run may be slower in one, as ln, at 95 %; 0
    where that is not known."""
    if before is None or after is None:
        return 0.0
    parts = [one.error**2 for one in (before, after)]
    total = sum(parts)
    if total == 0.0:
        return 0.0
    spread = sum(p**2 / one.freedom for p, one in zip(parts, (before, after)))
    return two_sided_quantile(LEVEL, total**2 / spread) * math.sqrt(total)
