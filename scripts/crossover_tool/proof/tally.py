"""What a simulated run got right and wrong."""

from collections import Counter
from collections.abc import Callable, Sequence

from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.world import Design, World, names
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.judge import CellVerdict
from crossover_tool.stats.spending import PAIR
from crossover_tool.stats.spread import moderated, scatter
from crossover_tool.stats.verdict import Standing, Verdict

BEST = "c0"

Kind = Callable[[Design], list[float]]
"""The truth of a cell: the makespan of each contender, the best one first."""


def factor_two(design: Design) -> list[float]:
    """The best is twice as fast as the next."""
    return [1.0, *(2.0 + 0.2 * place for place in range(design.contenders - 1))]


def tenth(design: Design) -> list[float]:
    """Each is 10 % slower than the one before."""
    return [1.1**place for place in range(design.contenders)]


def pair(design: Design) -> list[float]:
    """Two equals, the others far behind: the truth under which a false winner is likeliest."""
    return [1.0, 1.0, *(2.0 + 0.2 * place for place in range(design.contenders - 2))]


def all_equal(design: Design) -> list[float]:
    """All the same."""
    return [1.0] * design.contenders


def run(design: Design, kinds: Sequence[Kind], scenario: Scenario, seed: int) -> Counter[str]:
    """One simulated run, counted; the cells take `kinds` in turn.

    Counts of reports: `reports`; `false`, that name a false winner; `voided`, that call a sound cell VOID. Counts of cells:
    by the name of their kind, and of those that `named` the best; `ties`, and those in which a winner was named (`broken`);
    `cells`, and those in which the best was called slower (`excluded`). Without a budget also `intervals`, and those that
    `covered` the truth.
    """
    chosen = [kinds[cell % len(kinds)] for cell in range(design.cells)]
    truth = [kind(design) for kind in chosen]
    verdicts, data = World(design, truth, scenario, seed).run()
    count: Counter[str] = Counter(reports=1)
    false = voided = False
    for kind, values, verdict, samples in zip(chosen, truth, verdicts, data):
        named = verdict.models.leader if verdict.models.verdict is Verdict.WINNER else ""
        tied = values.count(min(values)) > 1
        false |= bool(named) and (tied or named != BEST)
        voided |= verdict.models.verdict is Verdict.VOID
        count += Counter({kind.__name__: 1, "cells": 1, "ties": tied})
        count += Counter({f"{kind.__name__} named": named == BEST, "broken": tied and bool(named)})
        count += Counter(excluded=_excluded(verdict, values))
        if design.budget_rounds is None:
            count += Counter(intervals=1, covered=_covers(samples, values))
    return count + Counter(false=false, voided=voided)


def _excluded(verdict: CellVerdict, values: Sequence[float]) -> bool:
    """True when all contenders that nobody beats are called slower."""
    best = {name for name, value in zip(names(len(values)), values) if value == min(values)}
    slower = {rival.name for rival in verdict.contenders.rivals if rival.standing is Standing.BEATEN}
    return best <= slower


def _covers(samples: CellData, values: Sequence[float]) -> bool:
    """Whether the interval of the last contender against the first, a pair fixed beforehand, covers their true ratio."""
    first, last = samples.makespans[BEST], samples.makespans[names(len(values))[-1]]
    low, high = moderated(last, first, scatter([*samples.makespans.values(), samples.control])).interval(PAIR)
    return low <= values[-1] / values[0] <= high
