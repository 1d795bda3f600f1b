"""Crossover points: between which two swept values the winner changes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SweepPoint:
    """One swept value: who wins there ("" when that is not resolved) and every rival's log makespan."""

    value: int
    winner: str
    log_makespans: dict[str, float]


@dataclass(frozen=True)
class Crossing:
    """`after` overtakes `before` somewhere in [low, high], by interpolation near `estimate` (nan: cannot be said)."""

    before: str
    after: str
    low: int
    high: int
    estimate: float


def _interpolate(points: Sequence[SweepPoint], before: str, after: str) -> float:
    """Where the line through ln(before / after) against ln(value) meets zero first; nan when it does not."""
    for left, right in zip(points, points[1:]):
        sides = []
        for point in (left, right):
            if before not in point.log_makespans or after not in point.log_makespans:
                return math.nan
            sides.append(point.log_makespans[before] - point.log_makespans[after])
        if sides[0] <= 0.0 < sides[1]:
            share = -sides[0] / (sides[1] - sides[0])
            return math.exp(math.log(left.value) + share * math.log(right.value / left.value))
    return math.nan


def crossings(points: Sequence[SweepPoint]) -> list[Crossing]:
    """Every change of winner along a sweep in rising order of value (values at least 1).

    A crossing lies between the last value where the old winner is proven and the first where the new one is: values
    between them, where nothing is resolved, widen it. An empty list means "no crossing in range".
    """
    found = []
    proven = [index for index, point in enumerate(points) if point.winner]
    for left, right in zip(proven, proven[1:]):
        before, after = points[left].winner, points[right].winner
        if before != after:
            estimate = _interpolate(points[left : right + 1], before, after)
            found.append(Crossing(before, after, points[left].value, points[right].value, estimate))
    return found
