"""Texts that say the same of different measurements, as one."""

import re
from collections.abc import Sequence

MEASURED = re.compile(r"\d+(?:[.,]\d+)*(?= of | ?(?:[nuµm]?s|[KMG]iB|B|x)\b| ?%)")
"""A number that measures or counts: with a unit, or of a whole. An exit status or a signal is none:
another number means another thing there."""


def kind(text: str) -> str:
    """The text without what it measures: equal for texts that say the same."""
    return MEASURED.sub("#", text)


def ranged(texts: Sequence[str]) -> str:
    """Texts of one kind as one, each number that differs from the least to the most: `0 to 9 of 9
    increments were lost`."""
    columns = zip(*(MEASURED.findall(text) for text in texts))
    said = iter([_between(numbers) for numbers in columns])
    return MEASURED.sub(lambda _: next(said), texts[0])


def _between(numbers: Sequence[str]) -> str:
    ordered = sorted(set(numbers), key=lambda number: float(number.replace(",", "")))
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]} to {ordered[-1]}"
