"""What a simulated run got right and wrong."""

from collections import Counter
from collections.abc import Callable, Sequence

from crossover_tool.proof.design import Design, names
from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.world import World, second
from crossover_tool.stats.evidence import MARGIN
from crossover_tool.stats.judge import CellVerdict
from crossover_tool.stats.spending import PAIR
from crossover_tool.stats.spread import moderated, scatter
from crossover_tool.stats.verdict import Judgement, Standing, Verdict

Kind = Callable[[Sequence[str]], list[float]]
"""The truth of a cell: from the side of each contender, which is its strategy, to its makespan. The
first side is the best."""

TIE = 0.025
"""Whoever names a winner over somebody who is nearer than this is wrong: the margin, and what a
report rounds away."""


def _by_side(sides: Sequence[str], value: Callable[[int], float]) -> list[float]:
    """The same for all engines of a side, by the side's place."""
    order = list(dict.fromkeys(sides))
    return [value(order.index(side)) for side in sides]


def factor_two(sides: Sequence[str]) -> list[float]:
    """The best is twice as fast as the next."""
    return _by_side(sides, lambda place: 1.0 if place == 0 else 1.8 + 0.2 * place)


def tenth(sides: Sequence[str]) -> list[float]:
    """Each is 10 % slower than the one before."""
    return _by_side(sides, lambda place: 1.1**place)


def pair(sides: Sequence[str]) -> list[float]:
    """All engines of the best and one of the next are equal, the others far behind: who leads,
    leads by luck."""
    values = factor_two(sides)
    values[second(sides)] = 1.0
    return values


def edge(sides: Sequence[str]) -> list[float]:
    """As `pair`, and the rival lies behind by the margin exactly: the truth under which a false
    winner is likeliest."""
    values = pair(sides)
    values[second(sides)] = 1.0 + MARGIN
    return values


def all_equal(sides: Sequence[str]) -> list[float]:
    """All the same."""
    return [1.0] * len(sides)


def run(design: Design, kinds: Sequence[Kind], scenario: Scenario, seed: int) -> Counter[str]:
    """One simulated run, counted; the cells take `kinds` in turn, from another one on in each run.

    Counts of reports: `reports`; `false`, that name a false winner; `voided`, that call a sound
    cell VOID. Counts of cells: by the name of their kind, and of those that `named` the best;
    `ties`, and those in which a winner was named (`broken`); `cells`, and those in which the best
    was called slower (`excluded`); `intervals`, and those that `covered` the truth.
    """
    chosen = [kinds[(cell + seed) % len(kinds)] for cell in range(design.cells)]
    truth = [kind(design.sides(cell)) for cell, kind in enumerate(chosen)]
    verdicts = World(design, truth, scenario, seed).run()
    count: Counter[str] = Counter(reports=1)
    false = voided = False
    for cell, (kind, values, verdict) in enumerate(zip(chosen, truth, verdicts)):
        sides = design.sides(cell)
        winner = _winner(design, cell, _judged(verdict))
        rival = min(value for value, side in zip(values, sides) if side != sides[0])
        tied = rival <= min(values) * (1.0 + TIE)
        false |= bool(winner) and (tied or winner != sides[0])
        voided |= verdict.models.verdict is Verdict.VOID
        count += Counter({kind.__name__: 1, "cells": 1, "ties": tied})
        count += Counter(
            {f"{kind.__name__} named": winner == sides[0], "broken": tied and bool(winner)}
        )
        count += Counter(excluded=_excluded(design, cell, verdict, values))
        count += Counter(intervals=1, covered=_covers(design, cell, verdict, values))
    return count + Counter(false=false, voided=voided)


def _judged(verdict: CellVerdict) -> Judgement:
    """The verdict on models, or on contenders in a cell of one strategy: what a report's titles
    say."""
    return verdict.models if verdict.models.rivals else verdict.contenders


def _winner(design: Design, cell: int, judged: Judgement) -> str:
    """The side that is named; "" when none is."""
    if judged.verdict is not Verdict.WINNER:
        return ""
    return design.sides(cell)[names(design.teams[cell]).index(judged.leader)]


def _excluded(design: Design, cell: int, verdict: CellVerdict, values: Sequence[float]) -> bool:
    """True when all contenders that nobody beats are called slower."""
    best = {name for name, value in zip(names(design.teams[cell]), values) if value == min(values)}
    slower = {
        rival.name for rival in verdict.contenders.rivals if rival.standing is Standing.BEATEN
    }
    return best <= slower


def _covers(design: Design, cell: int, verdict: CellVerdict, values: Sequence[float]) -> bool:
    """Whether the interval of the last contender against the first, a pair fixed beforehand, covers
    their true ratio.

    At the level at which that look judges pairs: over the looks the intervals that miss are 5 %
    together, whichever look settles the cell.
    """
    samples, known = verdict.data, names(design.teams[cell])
    first, last = samples.makespans[known[0]], samples.makespans[known[-1]]
    spread = scatter([*samples.makespans.values(), samples.control])
    low, high = moderated(last, first, spread).interval(max(1e-9, PAIR * verdict.part))
    return low <= values[-1] / values[0] <= high
