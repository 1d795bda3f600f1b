"""Regret: good enough, behind or open, and the guarantee of a strategy, on cells whose regrets are
known, with a budget that goes where a decision is open."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import exp

from crossover_tool.analysis.guarantee import Seen, guarantee
from crossover_tool.proof.design import BUDGET_ROUNDS, Design, names
from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.world import World
from crossover_tool.stats.regret import MARGIN, Class, Regret

STRATEGIES = ("sequential", "gather", "semaphore", "offload", "thread_pool", "process_pool")
LONG_ROUNDS = 54.0
"""What it takes at a scatter of 4.8 %: 1 % is told from the 5 % of the margin, at the level of one
strategy among a hundred, by fifty blocks. At 1.9 % the rounds of a full run do."""

ENGINES = 2
QUESTIONS = 25
TEAMS = tuple(strategy for strategy in STRATEGIES for _ in range(ENGINES))
DECIDE = Design("decide", (TEAMS,) * QUESTIONS, 3, BUDGET_ROUNDS)
LONG = Design("decide, long", (TEAMS,) * QUESTIONS, 3, LONG_ROUNDS)

NEAR = (1.0, 1.01, 1.01, 1.3, 2.0, 8.0)
"""Two are within 1 % of the best: they are to be found good enough."""

HAIR = 0.002
"""On the margin to within 0.2 % either claim is right."""

EDGE = (1.0, 1.0 + MARGIN + 1.25 * HAIR, 1.0 + MARGIN - 1.25 * HAIR, 1.3, 2.0, 8.0)
"""Two lie as near to the margin as a claim can be false. Half of the cells have each of the two."""

WORST = (1.25, 1.25, 1.25, 1.6, 2.5, 10.0)
"""What each takes at one question, its own: far enough beyond what it takes elsewhere that the
guarantee stands or falls with the interval there. Among questions that are all as bad the largest
end of many covers by itself."""


def run(design: Design, scenario: Scenario, seed: int) -> Counter[str]:
    """One run of `design`, counted: `reports`, those with a `false` claim, and those whose
    guarantees all cover the truth (`guaranteed`); `near`, strategies within 1 % of the best, and
    those called `good`; `fields`, and those left `open`."""
    levels = _levels(design, seed)
    truth = [[level for level in row for _ in range(ENGINES)] for row in levels]
    world = World(design, truth, scenario, seed)
    count: Counter[str] = Counter(reports=1)
    false = False
    world.run()
    decided = world.regrets
    worst = dict.fromkeys(STRATEGIES, 1.0)
    for cell, row in enumerate(decided):
        for place, strategy in enumerate(STRATEGIES):
            regret = row[strategy]
            count.update(fields=1, open=regret.proven is Class.OPEN)
            if levels[cell][0] == NEAR[0] and levels[cell][place] == NEAR[1]:
                count.update(near=1, good=regret.proven is Class.GOOD)
            least, most = _true(world, cell, truth[cell], regret)
            worst[strategy] = max(worst[strategy], least)
            if regret.proven is not Class.OPEN:
                good = regret.proven is Class.GOOD
                false |= least > 1.0 + MARGIN + HAIR if good else most < 1.0 + MARGIN - HAIR
    return count + Counter(false=false, guaranteed=_guaranteed(decided, worst))


def _levels(design: Design, seed: int) -> list[tuple[float, ...]]:
    """Cell -> what each strategy takes there; in the cell of its own number its WORST."""
    rows = [NEAR if (cell + seed) % 2 else EDGE for cell in range(design.cells)]
    return [
        tuple(WORST[cell] if place == cell else level for place, level in enumerate(row))
        for cell, row in enumerate(rows)
    ]


def _guaranteed(decided: Sequence[Mapping[str, Regret]], worst: Mapping[str, float]) -> bool:
    """Whether the guarantee of every strategy reaches up to its true worst regret."""
    seen = [Seen(str(cell), row) for cell, row in enumerate(decided)]
    return all(guarantee(strategy, seen).high >= true for strategy, true in worst.items())


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
