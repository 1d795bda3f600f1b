"""Where along a sweep the best strategy changes: every pair of strategies of which each leads at one
end of a stretch."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from crossover_tool.axis import Axis
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.stats.crossing import SweepPoint, measured, root
from crossover_tool.stats.paired import log_ratio


@dataclass(frozen=True)
class Crossing:
    """`after` overtakes `before` at `estimate`; [low, high] covers the point with 95 %. Values of
    the swept axis."""

    before: str
    after: str
    estimate: float
    low: float
    high: float


def find_crossings(axis: Axis, cells: Sequence[CellResult]) -> tuple[Crossing, ...]:
    """Every crossover along `cells`, which rise on `axis`; none means "no crossing proven in
    range".

    A strategy is represented by its best contender of each cell. `before` overtakes only where the
    verdicts say so: at a lower value nothing is proven to beat `before` and `after` is proven
    slower than the best, at a higher value the reverse, and nowhere between is a third one proven
    better than both. Where in between is a matter of the two alone.
    """
    log = axis.is_log([axis.value(result.cell) for result in cells]) if cells else False
    found = []
    strategies = dict.fromkeys(name for result in cells for name in result.front.strategies)
    for before, after in permutations(strategies, 2):
        both = [(result, _point(axis, log, result, before, after)) for result in cells]
        met = [(result, point) for result, point in both if point is not None]
        points = [point for _, point in met]
        for left, right in _stretches([_lead(result, p, before, after) for result, p in met]):
            crossed = root(points, left, right)
            if crossed:
                ends = (
                    axis.at(place, log) for place in (crossed.estimate, crossed.low, crossed.high)
                )
                found.append(Crossing(before, after, *ends))
    return tuple(sorted(found, key=lambda c: (c.estimate, c.before, c.after)))


def _point(axis: Axis, log: bool, result: CellResult, before: str, after: str) -> SweepPoint | None:
    """The two strategies against each other on one cell; None where they share no two blocks."""
    sides = result.best_of(before), result.best_of(after)
    if sides[0] is None or sides[1] is None:
        return None
    ratio = log_ratio(sides[0].decides_by_block, sides[1].decides_by_block)
    if ratio.count < 2 or math.isnan(ratio.error):
        return None
    return measured(axis.place(axis.value(result.cell), log), ratio)


OTHER = 2
"""A third strategy is proven better than both: whoever overtakes beyond it overtakes that one."""


def _lead(result: CellResult, point: SweepPoint, before: str, after: str) -> int:
    """-1 where `before` leads and `after` is beaten, 1 the other way round, OTHER, or 0 where
    nothing is said."""
    front = result.front.strategies
    if not front:
        return 0
    if before not in front and after not in front:
        return OTHER
    if before in front and after in front:
        return 0
    sign = 1 if after in front else -1
    return sign if point.sign() == sign else 0


def _stretches(leads: Sequence[int]) -> list[tuple[int, int]]:
    """The neighbouring places of -1 and 1, in this order, with only zeros between."""
    said = [index for index, lead in enumerate(leads) if lead]
    return [(a, b) for a, b in zip(said, said[1:]) if (leads[a], leads[b]) == (-1, 1)]
