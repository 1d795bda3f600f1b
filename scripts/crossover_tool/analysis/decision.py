"""The decision at a question: of the choices that are good enough, which to take, by what they cost
beside their time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.regret_data import regrets_of
from crossover_tool.stats.regret import Class

DECIDING = ("cpu", "memory")
"""What decides between choices that are good enough, one after the other; each has an equal part of
the error rate."""


@dataclass(frozen=True)
class Decision:
    """`take`: the choice to take, "" where none is good enough or several are alike in all that was
    measured. `why`: what decided: `time` (no other is good enough), `cpu` or `memory` (less of it
    is proven), "" where nothing did. `left`: the choices that are good enough and not proven to
    cost more; `saved`: by which factor the next best of those good enough needs more of `why`.
    """

    take: str = ""
    why: str = ""
    left: tuple[str, ...] = ()
    saved: float = 1.0


def decide(questions: Sequence[Mapping[str, Measured]], margin: float) -> list[Decision]:
    """The decision at each question among the choices that are good enough there, each with the
    engine that stands for it. What they say of costs holds together over all questions."""
    left = [dict(good) for good in questions]
    found = [
        Decision(next(iter(one)), "time", tuple(one)) if len(one) == 1 else None for one in left
    ]
    for cost in DECIDING:
        asked = [{} if decided else one for decided, one in zip(found, left)]
        for number, row in regrets_of(asked, cost, margin, 1.0 / len(DECIDING)).items():
            dear = {choice: r.value for choice, r in row.items() if r.proven is Class.BEHIND}
            left[number] = {c: one for c, one in left[number].items() if c not in dear}
            if len(left[number]) == 1:
                saved = min(dear.values())
                found[number] = Decision(next(iter(left[number])), cost, tuple(left[number]), saved)
    return [decided or Decision("", "", tuple(one)) for decided, one in zip(found, left)]
