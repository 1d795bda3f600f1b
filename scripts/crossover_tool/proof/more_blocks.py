"""More blocks never decide less: the same simulated machine, judged after ever more blocks."""

from collections import Counter
from collections.abc import Sequence

from crossover_tool.proof.design import Design, names
from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.tally import tenth
from crossover_tool.proof.world import World
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.judge import InterimData, judge
from crossover_tool.stats.verdict import Verdict

MOMENTS = (9, 12, 15, 24, 40)
"""Blocks after which each report is judged, as if it had ended there."""

DESIGN = Design("nine cells of four strategies", (("a", "b", "c", "d"),) * 9, MOMENTS[-1])


def best_is_named(data: Sequence[CellData]) -> list[bool]:
    """Of each cell of DESIGN, whether its first contender, which is the best, is named."""
    best = names(DESIGN.teams[0])[0]
    return [
        verdict.strategies.verdict is Verdict.WINNER and verdict.strategies.leader == best
        for verdict in judge([InterimData(1.0, data)]).cells
    ]


def run(scenario: Scenario, seed: int) -> Counter[str]:
    """How many of the cells, whose best lies 10 % ahead, name it after each of MOMENTS (`named at
    12`), of `gaps`. Of the `steps` between two moments: `won`, that name it later only, and `lost`, earlier
    only."""
    world = World(DESIGN, [tenth(DESIGN.sides(0))] * DESIGN.cells, scenario, seed)
    count: Counter[str] = Counter(gaps=DESIGN.cells)
    before: list[bool] = []
    for moment, data in zip(MOMENTS, world.at(MOMENTS)):
        named = best_is_named(data)
        count.update({f"named at {moment}": sum(named)})
        for then, now in zip(before, named):
            count.update(steps=1, won=now and not then, lost=then and not now)
        before = named
    return count
