"""The decision at a question: of the choices that are good enough, which to take, by what they cost
beside their time."""

from collections.abc import Mapping
from dataclasses import dataclass

from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.regret_data import series_of
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.regret import Class, regrets


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


def decide(good: Mapping[str, Measured], margin: float) -> Decision:
    """The decision among choices that are good enough, each with the engine that stands for it."""
    left = dict(good)
    if len(left) == 1:
        return Decision(next(iter(left)), "time", tuple(left))
    for cost in ("cpu", "memory"):
        kept, saved = _cheapest(left, cost, margin)
        if len(kept) == 1 and len(left) > 1:
            return Decision(kept[0], cost, tuple(kept), saved)
        left = {choice: left[choice] for choice in kept}
    return Decision("", "", tuple(left))


def _cheapest(
    good: Mapping[str, Measured], cost: str, margin: float
) -> tuple[tuple[str, ...], float]:
    """The choices that are not proven to cost more than the cheapest by more than the margin, and
    by how much the cheapest of the others costs more."""
    series = {choice: series_of(one, cost) for choice, one in good.items()}
    if len(good) < 2 or not all(series.values()):
        return tuple(good), 1.0
    names = {one.contender.name: choice for choice, one in good.items()}
    data = CellData({name: series[choice] for name, choice in names.items()}, names)
    found = regrets([data], margin)[0]
    behind = {choice: one.value for choice, one in found.items() if one.proven is Class.BEHIND}
    return tuple(c for c in good if c not in behind), min(behind.values(), default=1.0)
