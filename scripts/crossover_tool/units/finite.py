"""Figures that JSON can hold."""

from collections.abc import Mapping
from math import isfinite


def finite(figures: Mapping[str, object]) -> dict[str, object]:
    """JSON has neither infinity nor nan: both become null, which reads as "not known"."""
    return {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in figures.items()
    }
