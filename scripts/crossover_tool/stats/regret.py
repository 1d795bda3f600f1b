"""Regret: how many times the best strategy's makespan a strategy takes, and whether that is good
enough.

For every strategy i of a cell, regret = max over j of the median of x_i / x_j, or 1: comparisons
with a best that is not known (J. C. Hsu 1984, Annals of Statistics 12: multiple comparisons with
the best). Its upper end is the largest upper end against any other: each must lie within the
margin, an intersection-union test (Berger 1982), whose number costs nothing. Its lower end is the
largest lower end against any other: one is enough, so each of the K - 1 is held to a (K - 1)-th of
the level. A strategy is represented by its best engine; with m engines that is m chances to look
good by luck, hence the factor m on its one-sided p-values.

Over a report Holm's procedure decides, a strategy at a time. Of the two claims about a strategy,
good enough and behind, exactly one is false, so each is tested one-sided at the whole level that is
left for the strategy. That a procedure in steps controls such errors of direction is known for
independent tests (J. P. Shaffer 1980, Annals of Statistics 8); `prove` shows it for ours.

Where a generator of requests was late a figure is missing, and both claims allow for whatever it
would have been (lateness.py).
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from crossover_tool.stats.evidence import (
    FEW_BLOCKS,
    FEW_MARGIN,
    MIN_BLOCKS,
    CellData,
    leader_of,
)
from crossover_tool.stats.holm import holm
from crossover_tool.stats.lateness import NOBODY, Against, against
from crossover_tool.stats.spending import REGRETS
from crossover_tool.stats.spread import scatter

MARGIN = 0.05
"""The regret that a reader does not mind, unless they say otherwise."""


class Class(str, Enum):
    """What is proven of a strategy's regret."""

    GOOD = "good enough"
    BEHIND = "behind"
    OPEN = "open"


@dataclass(frozen=True)
class Regret:
    """A strategy's regret by its best engine `contender`: 1.0 is the best itself. [low, high] is at
    the level at which it was judged, Holm's of its step: claims hold together over the report, and
    ends that claim nothing less so. `high` is infinite below two blocks."""

    strategy: str
    contender: str
    value: float
    low: float
    high: float
    proven: Class


@dataclass(frozen=True)
class Field:
    """One strategy of one cell before anything is claimed: its ratios to each other strategy."""

    strategy: str
    contender: str
    engines: int
    others: tuple[Against, ...]

    def high(self, level: float) -> float:
        """The upper end of the regret, one-sided."""
        own = 2.0 * level / luck(self.engines)
        return max([1.0, *(one.most.interval(own)[1] for one in self.others)])

    def low(self, level: float) -> float:
        """The lower end of the regret, one-sided."""
        each = 2.0 * level / len(self.others)
        ends = (one.least.interval(each / luck(one.engines))[0] for one in self.others)
        return max([1.0, *ends])

    def p_good(self, margin: float) -> float:
        """One-sided p-value against "its regret is beyond the margin"; 1 below FEW_BLOCKS: a
        contender that is slow in most of its processes shows its other side in each of three
        blocks every sixteenth time, and nothing there tells of it."""
        if min(one.count for one in self.others) < FEW_BLOCKS:
            return 1.0
        within = -margin / (1.0 + margin)
        worst = max(one.most.turned.p_beyond(within) for one in self.others)
        return min(1.0, worst * luck(self.engines) / 2.0)

    def p_behind(self, margin: float) -> float:
        """One-sided p-value against "its regret is within the margin"; 1 below MIN_BLOCKS, and
        below FEW_BLOCKS of anything that lies less than FEW_MARGIN behind."""
        found = [
            one.least.p_beyond(max(margin, FEW_MARGIN) if one.count < FEW_BLOCKS else margin)
            * luck(one.engines)
            for one in self.others
            if one.count >= MIN_BLOCKS
        ]
        return min(1.0, len(self.others) * min(found, default=2.0) / 2.0)

    def judged(self, margin: float, level: float) -> Regret:
        """Its regret, and what the interval at `level` proves of it."""
        value = max([1.0, *(one.ratio.ratio for one in self.others if one.count)])
        low, high = self.low(level), self.high(level)
        proven = Class.OPEN
        if self.p_good(margin) <= level and high <= 1.0 + margin:
            proven = Class.GOOD
        elif self.p_behind(margin) <= level and low > 1.0 + margin:
            proven = Class.BEHIND
        return Regret(self.strategy, self.contender, value, low, max(high, value), proven)


def luck(engines: int) -> int:
    """How many times the one-sided p-value of a strategy counts that stands on the best of so many
    engines: each is one more chance to be lucky. (A winner's is two-sided: m / 2, claims.py.)"""
    return max(1, engines)


def beaten(row: "Decided") -> set[str]:
    """The strategies that are proven behind: none of them is the best."""
    return {strategy for strategy, one in row.items() if one.proven is Class.BEHIND}


def fields(data: CellData, aside: Collection[str] = ()) -> tuple[Field, ...]:
    """The strategies of a cell, in the order in which they were given; none where a cell has fewer
    than two, or is void. None is held against those in `aside`, while there are others: they were
    proven behind, a claim that has been paid for, and may have left with few blocks."""
    engines: dict[str, dict[str, Mapping[int, float]]] = {}
    for name, series in data.makespans.items():
        engines.setdefault(data.team(name), {})[name] = series
    if len(engines) < 2 or data.void:
        return ()
    best = {strategy: leader_of(theirs) for strategy, theirs in engines.items()}

    def others(strategy: str) -> list[str]:
        rest = [other for other in engines if other != strategy]
        return [other for other in rest if other not in aside] or rest

    def late_of(name: str) -> Collection[int]:
        return data.late.get(name, NOBODY)

    cell = scatter([*data.makespans.values(), *([data.control] if data.control else [])])
    return tuple(
        Field(
            strategy,
            best[strategy],
            len(engines[strategy]),
            tuple(
                against(
                    data.makespans[best[strategy]],
                    data.makespans[best[other]],
                    (late_of(best[strategy]), late_of(best[other])),
                    cell,
                    len(engines[other]),
                )
                for other in others(strategy)
            ),
        )
        for strategy in engines
    )


Decided = Mapping[str, Regret]
"""Strategy -> its regret, of one cell."""


def regrets(
    cells: Sequence[CellData],
    margin: float = MARGIN,
    part: float = 1.0,
    before: Sequence[Decided] = (),
) -> list[dict[str, Regret]]:
    """The regrets of every cell at one interim analysis that may spend `part` of the error rate;
    what `before` has decided stays, but in a cell that is void now. Pure; empty for a cell of one
    strategy, and for a void one."""
    known = before or [{} for _ in cells]
    kept: list[Decided] = [{} if data.void else row for row, data in zip(known, cells)]
    rows = [
        () if _is_decided(row, data) else fields(data, beaten(row))
        for row, data in zip(kept, cells)
    ]
    still_open = {
        f"{number:06d} {one.strategy}": one
        for number, row in enumerate(rows)
        for one in row
        if kept[number].get(one.strategy, OPEN).proven is Class.OPEN
    }
    decided = sum(
        one.proven is not Class.OPEN for row in kept for one in row.values()
    )  # stay in the family, as the first to be rejected
    p_values = {
        **{f"{number:06d}": 0.0 for number in range(decided)},
        **{key: min(one.p_good(margin), one.p_behind(margin)) for key, one in still_open.items()},
    }
    steps = holm(p_values, max(1e-9, REGRETS * part))
    found: list[dict[str, Regret]] = []
    for number, row in enumerate(rows):
        judged = dict(kept[number])
        for one in row:
            key = f"{number:06d} {one.strategy}"
            if key in still_open:
                result = one.judged(margin, steps[key].level)
                judged[one.strategy] = (
                    result
                    if steps[key].rejected
                    else _within(kept[number].get(one.strategy, OPEN), result)
                )
        found.append(judged)
    return found


def _is_decided(row: Decided, data: CellData) -> bool:
    """Whether there is nothing left to say about a cell."""
    known = {data.team(name) for name in data.makespans} <= row.keys()
    return known and bool(row) and all(one.proven is not Class.OPEN for one in row.values())


def _within(before: Regret, now: Regret) -> Regret:
    """An open regret between the ends that it had at any analysis: those of one hold with what that
    one spent, so those of all hold with what all have spent. The last may spend next to nothing."""
    return replace(
        now,
        low=min(max(before.low, now.low), now.value),
        high=max(min(before.high, now.high), now.value),
        proven=Class.OPEN,
    )


OPEN = Regret("", "", math.nan, 1.0, math.inf, Class.OPEN)
"""Nothing known."""
