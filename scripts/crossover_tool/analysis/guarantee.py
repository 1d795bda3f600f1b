"""Guarantees: the worst that a choice may cost over all questions, and the smallest sets of choices
that are good enough everywhere."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from crossover_tool.stats.regret import Class, Regret

MOST = 3
"""Nobody keeps more than three ways of running in mind."""


@dataclass(frozen=True)
class Seen:
    """A question with the regrets of the choices that have one, and those that have no figure there."""

    title: str
    regrets: Mapping[str, Regret]
    failing: Collection[str] = ()


@dataclass(frozen=True)
class Guarantee:
    """How often a choice is good enough, of how many questions that asked it; its worst regret, the
    end up to which that may reach (its level is the matrix's), and where that is. `failing`: the
    questions at which it has no figure, where it guarantees nothing."""

    choice: str
    good: int
    asked: int
    worst: float
    high: float
    where: str
    failing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sufficient:
    """A set of choices; at how many of all questions one of them is good enough; the worst regret
    of who takes the best of them each time, and where; and the questions at which none of the set
    is proven good enough."""

    choices: tuple[str, ...]
    good: int
    asked: int
    worst: float
    where: str
    missing: tuple[str, ...] = ()


def guarantee(choice: str, questions: Sequence[Seen]) -> Guarantee:
    """The guarantee of a choice. Its worst regret is 1 where it was not measured."""
    found = [(one.regrets[choice], one.title) for one in questions if choice in one.regrets]
    failing = tuple(one.title for one in questions if choice in one.failing)
    worst, where = max(((r.value, title) for r, title in found), default=(1.0, ""))
    return Guarantee(
        choice,
        sum(regret.proven is Class.GOOD for regret, _ in found),
        len(found) + len(failing),
        worst,
        max((regret.high for regret, _ in found), default=1.0),
        where,
        failing,
    )


def sufficient(choices: Sequence[str], questions: Sequence[Seen]) -> tuple[Sufficient, ...]:
    """The best set of each size up to MOST: the one that is good enough at most questions, of those
    the one with the least worst regret. A larger set that is no better is left out."""
    kept: list[Sufficient] = []
    for size in range(1, min(MOST, len(choices)) + 1):
        found = [_of(members, questions) for members in combinations(choices, size)]
        best = min(found, key=lambda one: (-one.good, one.worst))
        if questions and (not kept or best.good > kept[-1].good):
            kept.append(best)
    return tuple(kept)


def _of(members: tuple[str, ...], questions: Sequence[Seen]) -> Sufficient:
    missing, worst, where = [], 1.0, ""
    for one in questions:
        theirs = [one.regrets[choice] for choice in members if choice in one.regrets]
        if not any(regret.proven is Class.GOOD for regret in theirs):
            missing.append(one.title)
        least = min((regret.value for regret in theirs), default=math.inf)
        if least > worst:
            worst, where = least, one.title
    asked = len(questions)
    return Sufficient(members, asked - len(missing), asked, worst, where, tuple(missing))
