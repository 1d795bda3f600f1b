"""Axes with units: tick positions and their texts."""

import math
from collections.abc import Callable, Sequence
from typing import Any

Format = Callable[[float], str]


def thinned(
    values: Sequence[float], shortest: float, log: bool, ends: tuple[float, float] | None = None
) -> list[float]:
    """The rising `values` that leave at least `shortest` of the axis between neighbours; the last
    always stays.

    The axis goes from end to end, by default from the first value to the last.
    """

    def place(value: float) -> float:
        return math.log(value) if log else value

    low, high = ends or (values[0], values[-1])
    span = (place(high) - place(low)) or 1.0
    kept = [values[-1]]
    for value in reversed(values[:-1]):
        if (place(kept[-1]) - place(value)) / span >= shortest:
            kept.append(value)
    return kept[::-1]


def measured_values(
    axis: Any, values: Sequence[int], log: bool, text: Format = "{:,.0f}".format
) -> None:
    """Ticks at the values that were measured, and nowhere else."""
    _fixed(axis, thinned(sorted(values), 0.07, log), text)


def quantity(axis: Any, low: float, high: float, text: Format, log: bool) -> None:
    """Ticks for a quantity from `low` to `high`: 1, 2, 5 in each decade, or only 1 over many
    decades."""
    from matplotlib import ticker

    if log:
        subs = (1.0, 2.0, 5.0) if math.log10(high / low) <= 2.5 else (1.0,)
        axis.set_major_locator(ticker.LogLocator(subs=subs, numticks=20))
        axis.set_minor_locator(ticker.NullLocator())
        axis.set_minor_formatter(ticker.NullFormatter())
    else:
        axis.set_major_locator(ticker.MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: text(value)))


def few(axis: Any, ends: tuple[float, float], text: Format, log: bool, base: int) -> None:
    """One to four ticks between `ends`, round in the units of `base` (10 or 2), for a narrow
    panel."""
    low, high = ends
    if log:
        step = 10.0 if base == 10 else 1024.0
        fine = (1.0, 2.0, 5.0) if base == 10 else (1.0, 4.0, 16.0, 64.0, 256.0)
        candidates = _between(step, (1.0,), low, high)
        if len(candidates) < 2:
            candidates = _between(step, fine, low, high)
        candidates = thinned(candidates, 0.38, log, ends) if len(candidates) > 1 else candidates
    else:
        candidates = _steps(high, base)
    _fixed(axis, candidates, text)


def ratios(axis: Any, low: float, most: float, text: Format) -> None:
    """1x, and further ratios up to `most` that stand clear of one another, on a log axis that
    begins at `low`."""
    kept = [1.0]
    for value in (1.2, 1.5, *_between(10.0, (1.0, 2.0, 5.0), 2.0, most)):
        if value <= most and math.log(value / kept[-1]) >= 0.3 * math.log(most / low):
            kept.append(value)
    _fixed(axis, kept, text)


def _fixed(axis: Any, values: Sequence[float], text: Format) -> None:
    """Ticks at these values, and nowhere else."""
    from matplotlib import ticker

    axis.set_major_locator(ticker.FixedLocator(values))
    axis.set_minor_locator(ticker.NullLocator())
    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: text(value)))


def _between(base: float, factors: tuple[float, ...], low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log(low, base)), math.ceil(math.log(high, base)) + 1)
    found = [factor * base**power for power in powers for factor in factors]
    return [value for value in found if low * 0.999 <= value <= high * 1.001]


def _steps(high: float, base: int) -> list[float]:
    """0 and one to three round steps up to `high`."""
    if base == 2:
        step = 2.0 ** math.ceil(math.log2(high / 3.0))
    else:
        size = 10.0 ** math.floor(math.log10(high / 3.0))
        step = next(
            size * factor for factor in (1.0, 2.0, 5.0, 10.0) if size * factor >= high / 3.0
        )
    return [step * index for index in range(4) if step * index <= high]
