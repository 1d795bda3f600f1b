"""Axes of the page's drawings: from a figure to its place, and the ticks between."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Maps [low, high] to the places from `start` to `end`; by ratios where `log`."""

    low: float
    high: float
    start: float
    end: float
    log: bool

    def at(self, value: float) -> float:
        """The place of a value, to a tenth; values beyond an end lie on it."""
        inside = min(max(value, self.low), self.high)
        low, high, here = map(self._place, (self.low, self.high, inside))
        share = (here - low) / (high - low) if high > low else 0.5
        return round(self.start + share * (self.end - self.start), 1)

    def _place(self, value: float) -> float:
        return math.log(value) if self.log else value

    def ticks(self, most: int = 6) -> list[float]:
        """Round values between the ends: powers of ten where there is room, 1, 2 and 5 in a decade
        where that is few; steps of 1, 2 or 5 where the scale is even, or holds but one of them."""
        if not self.log:
            return self._even(most)
        found = self._by_ratios(most)
        return found if len(found) > 1 else self._even(most)

    def _by_ratios(self, most: int) -> list[float]:
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        fine = [float(f"{f}e{power}") for power in powers for f in (1, 2, 5)]
        coarse = [float(f"1e{power}") for power in powers]
        for candidates in (fine, coarse):
            inside = [one for one in candidates if self.low <= one <= self.high]
            if len(inside) <= most:
                return inside
        return inside[:: -(-len(inside) // most)]

    def _even(self, most: int) -> list[float]:
        span = self.high - self.low
        if span <= 0.0:
            return [self.low]
        size = 10.0 ** math.floor(math.log10(span / most))
        step = next(size * f for f in (1.0, 2.0, 5.0, 10.0) if size * f * most >= span)
        first = math.ceil(self.low / step)
        return [step * k for k in range(first, math.floor(self.high / step) + 1)]


def over(values: Sequence[float], start: float, end: float, log: bool) -> Scale:
    """The scale that holds `values` (at least one; positive where `log`) with some room."""
    low, high = min(values), max(values)
    if log:
        room = (high / low) ** 0.04 if high > low else 1.5
        return Scale(low / room, high * room, start, end, log)
    room = 0.04 * (high - low) or 1.0
    return Scale(low - room, high + room, start, end, log)
