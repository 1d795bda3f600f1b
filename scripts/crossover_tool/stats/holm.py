"""Holm's step-down correction for several tests at once (Holm 1979, Scandinavian Journal of
Statistics 6)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """Whether one hypothesis is rejected, and the level that was left for it."""

    rejected: bool
    level: float


def holm(p_values: Mapping[str, float], alpha: float) -> dict[str, Step]:
    """Each hypothesis' step at family-wise error rate `alpha`.

    From the smallest p-value up, the i-th (from 0) of m is tested at alpha / (m - i). The first
    that fails stops the
    procedure: it and all after it stay, at the level where it stopped.
    """
    ordered = sorted(p_values, key=lambda name: (p_values[name], name))
    steps: dict[str, Step] = {}
    stopped = False
    level = alpha
    for index, name in enumerate(ordered):
        if not stopped:
            level = alpha / (len(ordered) - index)
            stopped = p_values[name] > level
        steps[name] = Step(not stopped, level)
    return steps
