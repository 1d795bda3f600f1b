"""Regret: good enough, behind or open, on cells whose regrets are known, with a budget that goes
where a decision is open."""

from collections import Counter
from collections.abc import Sequence
from math import exp

from crossover_tool.proof.design import BUDGET_ROUNDS, Design, names
from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.world import World
from crossover_tool.stats.regret import MARGIN, Class, Regret

STRATEGIES = ("sequential", "gather", "semaphore", "offload", "thread_pool", "process_pool")
LONG_ROUNDS = 54.0
"""What it takes at a scatter of 4.8 %: 1 % is told from the 5 % of the margin, at the level of one
strategy among a hundred, by fifty blocks. At 1.9 % the rounds of a full run do."""

ENGINES = 2
QUESTIONS = 24
TEAMS = tuple(strategy for strategy in STRATEGIES for _ in range(ENGINES))
DECIDE = Design("decide", (TEAMS,) * QUESTIONS, 3, BUDGET_ROUNDS)
LONG = Design("decide, long", (TEAMS,) * QUESTIONS, 3, LONG_ROUNDS)

NEAR = (1.0, 1.01, 1.01, 1.3, 2.0, 8.0)
"""Two are within 1 % of the best: they are to be found good enough."""

EDGE = (1.0, 1.0 + MARGIN, 1.0 + MARGIN, 1.3, 2.0, 8.0)
"""Two lie on the margin itself: whatever is said of them is likeliest to be false. Half of the
cells have each of the two."""

HAIR = 0.002
"""On the margin to within 0.2 % either claim is right."""


def run(design: Design, scenario: Scenario, seed: int) -> Counter[str]:
    """One run of `design`, counted: `reports`, and those with a
    `false` claim; `near`, strategies within 1 % of the best, and those called `good`; `fields`, and
    those left `open`."""
    levels = [NEAR if (cell + seed) % 2 else EDGE for cell in range(design.cells)]
    truth = [[level for level in row for _ in range(ENGINES)] for row in levels]
    world = World(design, truth, scenario, seed)
    count: Counter[str] = Counter(reports=1)
    false = False
    world.run()
    for cell, row in enumerate(world.regrets):
        for place, strategy in enumerate(STRATEGIES):
            regret = row[strategy]
            count.update(fields=1, open=regret.proven is Class.OPEN)
            if levels[cell] is NEAR and 0 < place < 3:
                count.update(near=1, good=regret.proven is Class.GOOD)
            if regret.proven is not Class.OPEN:
                least, most = _true(world, cell, truth[cell], regret)
                good = regret.proven is Class.GOOD
                false |= least > 1.0 + MARGIN + HAIR if good else most < 1.0 + MARGIN - HAIR
    return count + Counter(false=false)


def _true(world: World, cell: int, values: Sequence[float], regret: Regret) -> tuple[float, float]:
    """The least and the most that the true regret of the strategy may be called: its engines, and
    those of each other strategy, may have unlike noise."""
    known = names(TEAMS)
    ratios: dict[str, list[float]] = {}
    own = known.index(regret.contender)
    for place, team in enumerate(TEAMS):
        if team != regret.strategy:
            shift = world.noise.median_ratio(cell, own, place)
            ratios.setdefault(team, []).append(values[own] / values[place] * exp(shift))
    least, most = (max(end(row) for row in ratios.values()) for end in (min, max))
    return max(1.0, least), max(1.0, most)
