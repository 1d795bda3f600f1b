"""From a cell's contenders to what regrets are judged on: choices, and what they cost beside their
time."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from crossover_tool.analysis.choice import choice_of
from crossover_tool.analysis.contender import Measured
from crossover_tool.cell import Contender
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.regret import Class, Regret, regrets
from crossover_tool.stats.spread import Series

LEAST_MEMORY = 2.0**20
"""Below a mebibyte above the idle process memory decides nothing, and a ratio of pages says
nothing: it counts as one."""

COSTS = ("cpu", "memory", "p99")


def chosen(data: CellData, names: Collection[str]) -> CellData:
    """The contenders called so, each on the side of its choice."""
    kept = {name: series for name, series in data.makespans.items() if name in names}
    return replace(
        data,
        makespans=kept,
        teams={name: choice_of(Contender.parse(name)) for name in kept},
        twice=data.twice if data.twice in kept else "",
        control=data.control if data.twice in kept else {},
    )


def undecided(measured: Sequence[Measured]) -> dict[str, Regret]:
    """Each choice's regret by its median where nothing may be concluded; `measured` by rising
    makespan, and at least one."""
    least = measured[0].makespan.median
    found: dict[str, Regret] = {}
    for one in measured:
        choice, value = choice_of(one.contender), one.makespan.median / least
        known = Regret(choice, one.contender.name, value, 1.0, math.inf, Class.OPEN)
        found.setdefault(choice, known)
    return found


def cost_regrets(
    present: Mapping[str, Measured], margin: float
) -> Mapping[str, Mapping[str, Regret]]:
    """Choice -> name of the cost -> its regret: of the engine that stands for the choice, among
    those that stand for the others. A cost that some choice lacks is left out."""
    found: dict[str, dict[str, Regret]] = {choice: {} for choice in present}
    for cost in COSTS:
        series = {choice: series_of(one, cost) for choice, one in present.items()}
        if not all(series.values()):
            continue
        names = {one.contender.name: choice for choice, one in present.items()}
        by_name = {name: series[choice] for name, choice in names.items()}
        for choice, one in regrets([CellData(by_name, names)], margin)[0].items():
            found[choice][cost] = one
    return found


def series_of(measured: Measured, cost: str) -> Series:
    """What a contender spent in each block; empty where it was not measured."""
    if cost == "cpu":
        return {block: ns for block, ns in measured.cpu_by_block.items() if ns > 0.0}
    if cost == "memory":
        return {block: max(one, LEAST_MEMORY) for block, one in measured.memory_by_block.items()}
    return measured.p99_by_block
