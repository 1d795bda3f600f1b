"""How often a gap is named after so many blocks.

    python3 -m crossover_tool.proof.power_table [REPORTS]

prints the figures of plan/power.py, on the reference's noise.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from crossover_tool.plan.power import FACTOR_TWO, TENTH
from crossover_tool.proof import tally
from crossover_tool.proof.design import Design, names
from crossover_tool.proof.noise import Scenario, scenario
from crossover_tool.proof.world import World
from crossover_tool.stats.judge import InterimData, judge
from crossover_tool.stats.verdict import Verdict

TEAMS = (("a", "b", "c", "d"),) * 9
REPORTS = 100


def rates(
    kind: tally.Kind, moments: Sequence[int], noise: Scenario, reports: int
) -> Mapping[int, float]:
    """Blocks -> the share of cells whose best is named, of nine cells of four strategies that are
    apart as `kind` says, over `reports` runs."""
    design = Design("power", TEAMS, max(moments))
    count: Counter[int] = Counter()
    for seed in range(reports):
        world = World(design, [kind(design.sides(0))] * design.cells, noise, seed)
        for moment, data in zip(moments, world.at(moments)):
            count[moment] += sum(
                verdict.strategies.verdict is Verdict.WINNER
                and verdict.strategies.leader == names(TEAMS[0])[0]
                for verdict in judge([InterimData(1.0, data)]).cells
            )
    return {moment: count[moment] / (reports * design.cells) for moment in moments}


def main(arguments: Sequence[str]) -> int:
    """Prints both tables."""
    reports = int(arguments[0]) if arguments else REPORTS
    noise = scenario("reference")
    for name, kind, table in (
        ("FACTOR_TWO", tally.factor_two, FACTOR_TWO),
        ("TENTH", tally.tenth, TENTH),
    ):
        found = rates(kind, sorted(table), noise, reports)
        print(name, {blocks: round(rate, 2) for blocks, rate in found.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
