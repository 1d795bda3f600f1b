"""Crossover points: the search and the interval, on curves whose crossing is known."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crossover_tool.plan.bisection import Search, Seen, next_value
from crossover_tool.proof.noise import Noise, Scenario
from crossover_tool.stats.crossing import SweepPoint, measured, root
from crossover_tool.stats.paired import log_ratio

BEFORE, AFTER = "gather/a", "thread_pool/a"
VALUES = tuple(range(1, 257))
BLOCKS = 9
"""What a value gets in a search; `run --find-crossover` takes its own."""

MOST_BLOCKS = 150
"""A search ends after so many blocks, as by its budget."""


LEAST, MOST = 6, 200
"""Between these values lies the crossing."""


@dataclass(frozen=True)
class Curve:
    """ln(before / after) at so many times the value at which it crosses 0."""

    name: str
    at: Callable[[float], float]


SLOPES = (
    Curve("line", lambda times: 0.35 * math.log(times)),
    Curve("power", lambda times: math.pow(times, 0.8) - 1.0),
)
STEPS = (
    Curve("step", lambda times: 0.2 if times > 1.0 else -0.2),
    Curve("small step", lambda times: 0.07 if times > 1.0 else -0.07),
    Curve("uneven step", lambda times: 0.4 if times > 1.0 else -0.05),
)
CURVES = (*SLOPES, *STEPS)
"""A search between two values goes by a straight line, and the middle of an even step is where that
crosses 0 as well: an interval that is too narrow shows where the crossing lies elsewhere."""


def run(name: str, scenario: Scenario, seed: int) -> Counter[str]:
    """One search on the curve called `name`, which crosses somewhere between two values: `searches`,
    those that `found` a crossover, and those whose interval `held` it."""
    curve = next(one for one in CURVES if one.name == name)
    rng = np.random.default_rng([seed, len(name)])
    crossing = math.floor(math.exp(rng.uniform(math.log(LEAST), math.log(MOST)))) + 0.5
    noise = Noise(scenario, rng, [2], [1])
    search = Search(VALUES, log=True, blocks=BLOCKS, precision=0.1)
    seen: dict[int, Seen] = {}
    for _ in range(MOST_BLOCKS):
        value = next_value(search, seen)
        if value is None:
            break
        here = seen.setdefault(value, Seen())
        order = rng.permutation(3).tolist()
        factors, _ = noise.block(0, order, 0.0)
        levels = {BEFORE: curve.at(value / crossing), AFTER: 0.0}
        for (contender, level), factor in zip(levels.items(), factors):
            here.makespans.setdefault(contender, {})[here.blocks] = math.exp(level + factor)
        here.blocks += 1
    found = _interval(search, seen)
    if found is None:
        return Counter(searches=1)
    truth = math.log(crossing)
    return Counter(searches=1, found=1, held=int(found[0] <= truth <= found[1]))


def _interval(search: Search, seen: dict[int, Seen]) -> tuple[float, float] | None:
    """The interval, as places, between the first value that proves `before` followed by one that
    proves `after`."""
    points: list[SweepPoint] = []
    for value in sorted(seen):
        sides = seen[value].makespans
        ratio = log_ratio(sides[BEFORE], sides[AFTER])
        if ratio.count >= 2:
            points.append(measured(search.place(value), ratio))
    said = [(n, point.sign()) for n, point in enumerate(points) if point.sign()]
    for (left, one), (right, other) in zip(said, said[1:]):
        if (one, other) == (-1, 1):
            found = root(points, left, right)
            return (found.low, found.high) if found else None
    return None
