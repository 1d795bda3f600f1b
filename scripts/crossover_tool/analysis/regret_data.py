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

COSTS = {"cpu": "CPU time", "memory": "memory", "p99": "99th percentile of a task's time"}
"""What a choice takes beside its time, and how that is called."""

SHORT = {"makespan": "time", "cpu": "CPU", "memory": "memory", "p99": "p99 latency"}
"""All that choices are compared by, in a word or two."""


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
    """Each choice's regret by its median where nothing may be concluded, of at least one."""
    rising = sorted(measured, key=lambda one: (one.makespan.median, one.contender.name))
    least = rising[0].makespan.median
    found: dict[str, Regret] = {}
    for one in rising:
        choice, value = choice_of(one.contender), one.makespan.median / least
        known = Regret(choice, one.contender.name, value, 1.0, math.inf, Class.OPEN)
        found.setdefault(choice, known)
    return found


def cost_regrets(
    rows: Sequence[Mapping[str, Measured]], margin: float
) -> list[dict[str, dict[str, Regret]]]:
    """For each question, whose choices have these engines: choice -> name of the cost -> its regret
    among them. Those of one cost hold together over all questions. A cost that some choice lacks is
    left out at that question."""
    found: list[dict[str, dict[str, Regret]]] = [{choice: {} for choice in row} for row in rows]
    for cost in COSTS:
        for number, row in regrets_of(rows, cost, margin).items():
            for choice, one in row.items():
                found[number][choice][cost] = one
    return found


def regrets_of(
    rows: Sequence[Mapping[str, Measured]], cost: str, margin: float, part: float = 1.0
) -> dict[int, dict[str, Regret]]:
    """By the place of each question among `rows`: its choices' regrets of a cost, which hold together
    and spend `part` of the error rate. Questions where some choice lacks it are left out."""
    spent = [{choice: series_of(one, cost) for choice, one in row.items()} for row in rows]
    judged = [number for number, series in enumerate(spent) if series and all(series.values())]
    data = [cost_data(rows[number], spent[number]) for number in judged]
    return dict(zip(judged, regrets(data, margin, part)))


def cost_data(present: Mapping[str, Measured], series: Mapping[str, Series]) -> CellData:
    """What choices spent, by the engines that stand for them; a block without a figure of one whose
    generator was late is noted."""
    names = {one.contender.name: choice for choice, one in present.items()}
    late = {one.contender.name: one.late for one in present.values()}
    return CellData({name: series[choice] for name, choice in names.items()}, names, late=late)


def series_of(measured: Measured, cost: str) -> Series:
    """What a contender spent in each block; empty where it was not measured."""
    if cost == "cpu":
        return {block: ns for block, ns in measured.cpu_by_block.items() if ns > 0.0}
    if cost == "memory":
        return {block: max(one, LEAST_MEMORY) for block, one in measured.memory_by_block.items()}
    return measured.p99_by_block
