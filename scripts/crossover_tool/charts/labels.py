"""Labels that do not cover one another."""

from collections.abc import Sequence


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions near `wanted`, in the same order, at least `gap` apart and within [low, high] where
    they fit.

    Neighbours that would touch become a cluster around the mean of what they wanted (pool adjacent
    violators).
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    clusters: list[tuple[float, int]] = []  # where its first label stands, how many labels
    for index in order:
        start, count = wanted[index], 1
        while clusters and start < clusters[-1][0] + clusters[-1][1] * gap:
            before_start, before = clusters.pop()
            start = (before_start * before + (start - before * gap) * count) / (before + count)
            count += before
        clusters.append((start, count))
    placed = [start + step * gap for start, count in clusters for step in range(count)]
    placed = _within(placed, gap, low, high)
    result = [0.0] * len(wanted)
    for position, index in zip(placed, order):
        result[index] = position
    return result


def _within(placed: list[float], gap: float, low: float, high: float) -> list[float]:
    """Pushes positions up from `low`, then down from `high`."""
    placed = list(placed)
    for index in range(len(placed)):
        floor = low if index == 0 else placed[index - 1] + gap
        placed[index] = max(placed[index], floor)
    for index in reversed(range(len(placed))):
        ideal = high if index == len(placed) - 1 else placed[index + 1] - gap
        placed[index] = min(placed[index], ideal)
    return placed
