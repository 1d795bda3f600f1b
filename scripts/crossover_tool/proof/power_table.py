"""How often a gap is named after so many blocks.

    python3 -m crossover_tool.proof.power_table [REPORTS]

prints the figures of plan/power.py, on the reference's noise.
"""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from crossover_tool.plan.power import FACTOR_TWO, TENTH
from crossover_tool.proof import tally
from crossover_tool.proof.more_blocks import DESIGN, best_is_named
from crossover_tool.proof.noise import Scenario, scenario
from crossover_tool.proof.world import World

REPORTS = 100


def rates(
    kind: tally.Kind, moments: Sequence[int], noise: Scenario, reports: int
) -> Mapping[int, float]:
    """Blocks -> the share of cells whose best is named, of nine cells of four strategies that are
    apart as `kind` says, over `reports` runs."""
    count: Counter[int] = Counter()
    for seed in range(reports):
        world = World(DESIGN, [kind(DESIGN.sides(0))] * DESIGN.cells, noise, seed)
        for moment, data in zip(moments, world.at(moments)):
            count[moment] += sum(best_is_named(data))
    return {moment: count[moment] / (reports * DESIGN.cells) for moment in moments}


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
