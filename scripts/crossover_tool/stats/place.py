"""Whether the place in a block matters: what a balanced order keeps from favouring anyone, and what
ought to be nothing.

The two-way layout contender x block, ln(makespan) = contender + block + effect x place, by least
squares. In a Williams design each row has its mirror image or a row that nearly is; that the two
agree is that the effect of place is nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crossover_tool.stats.student import two_sided_quantile

Placed = Mapping[int, tuple[int, float]]
"""Block -> (place in the block from 0, makespan in any unit)."""

SWEEPS = 50
"""Of a layout with gaps; one is exact without."""


@dataclass(frozen=True)
class PlaceEffect:
    """What a place costs, as a share: 0.1 for 10 % longer, with its interval. `kind`: "first" is
    the first place against the others, "drift" the last against the first, the others between them
    on a line."""

    kind: str
    effect: float
    low: float
    high: float

    def matters(self, margin: float) -> bool:
        """True when the whole interval lies beyond `margin` (0.02: 2 %), on either side of
        nothing."""
        return self.low > margin or self.high < 1.0 / (1.0 + margin) - 1.0


def place_effects(series: Sequence[Placed], level: float) -> list[PlaceEffect]:
    """Both effects with intervals at confidence 1 - `level` each; none where the layout leaves
    fewer than two degrees of freedom.

    `series`: the contenders of one cell; the second samples of its A/A control stand apart.
    """
    cells = [(s, block) for s, one in enumerate(series) for block in one]
    logs = [math.log(series[s][block][1]) for s, block in cells]
    most = max((series[s][block][0] for s, block in cells), default=0)
    if most == 0:
        return []
    freedom = (
        len(cells) - len(series) - len({block for _, block in cells})
    )  # + 1 for the mean, - 1 for the effect
    if freedom < 2:
        return []
    places = [series[s][block][0] for s, block in cells]
    shapes = {
        "first": [float(place == 0) for place in places],
        "drift": [place / most for place in places],
    }
    left = _without_levels(cells, logs)
    found = []
    for kind, shape in shapes.items():
        effect = _slope(left, _without_levels(cells, shape), freedom, level)
        if effect:
            found.append(PlaceEffect(kind, *(math.expm1(value) for value in effect)))
    return found


def _slope(
    y: Sequence[float], x: Sequence[float], freedom: int, level: float
) -> tuple[float, float, float] | None:
    """The slope of y over x, of which levels have been taken, and its interval; None where x does
    not vary beside them."""
    square = math.fsum(value * value for value in x)
    if square < 1e-9:
        return None
    slope = math.fsum(a * b for a, b in zip(x, y)) / square
    rest = max(0.0, math.fsum(value * value for value in y) - slope * slope * square)
    half = two_sided_quantile(level, float(freedom)) * math.sqrt(rest / freedom / square)
    return slope, slope - half, slope + half


def _without_levels(cells: Sequence[tuple[int, int]], values: Sequence[float]) -> list[float]:
    """What is left when each contender's level and each block's are taken out (Frisch and Waugh: an
    effect may be fitted to what is left)."""
    left = list(values)
    for _ in range(SWEEPS):
        moved = 0.0
        for side in (0, 1):
            groups: dict[int, list[int]] = {}
            for at, cell in enumerate(cells):
                groups.setdefault(cell[side], []).append(at)
            for members in groups.values():
                mean = math.fsum(left[at] for at in members) / len(members)
                moved = max(moved, abs(mean))
                for at in members:
                    left[at] -= mean
        if moved < 1e-12:
            break
    return left
