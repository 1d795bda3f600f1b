"""Comparing capacities: who bears most, and how many times less the others bear.

All intervals of a search hold together (stats/capacity.py), so whatever follows from them holds as
well, however many contenders there are and whichever of them leads: at most 5 % of reports name a
false winner, a false tie, or call one good enough or behind that is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from crossover_tool.stats.capacity import Capacity
from crossover_tool.stats.evidence import MARGIN as LEAD
from crossover_tool.stats.regret import Class
from crossover_tool.stats.verdict import Verdict


@dataclass(frozen=True)
class CapacityRegret:
    """The best's capacity over one's own: 1.0 is the best itself, None where either is unknown.
    [low, high] holds it; `high` is infinite where nothing is proven to be kept."""

    value: float | None
    low: float
    high: float
    proven: Class


@dataclass(frozen=True)
class CapacityVerdict:
    """Who bears most. WINNER: `leader` bears more than every other by more than 2 %; TIE: all of
    `front`, whom it is not proven to beat, lie within `margin` of one another; else UNRESOLVED."""

    verdict: Verdict
    leader: str
    front: tuple[str, ...]
    regrets: Mapping[str, CapacityRegret]
    margin: float


def alike(margin: float, precision: float) -> float:
    """Within how much capacities are of one size to the reader: the margin of the run, or the
    precision that capacities are asked for with, where that is coarser."""
    return max(margin, precision)


def compare(found: Mapping[str, Capacity], margin: float) -> CapacityVerdict:
    """The verdict on the capacities of a search, of which there is at least one."""
    leader = max(found, key=lambda name: (_size(found[name]), name))
    least = _low(found[leader])
    front = [name for name, one in found.items() if least <= (1.0 + LEAD) * _high(one)]
    front = [leader, *(name for name in front if name != leader)]
    verdict = Verdict.UNRESOLVED
    if len(front) == 1 and len(found) > 1:
        verdict = Verdict.WINNER
    elif len(front) > 1 and _spread([found[name] for name in front]) <= 1.0 + margin:
        verdict = Verdict.TIE
    regrets = {name: _regret(name, found, margin) for name in found}
    return CapacityVerdict(verdict, leader, tuple(front), regrets, margin)


def by_best(found: Mapping[str, Capacity], teams: Mapping[str, str]) -> dict[str, Capacity]:
    """Strategy -> the capacity of its best engine. Intervals that hold together hold for the largest
    of some capacities as well: it lies between the largest lower and the largest upper end."""
    engines: dict[str, list[Capacity]] = {}
    for name, one in found.items():
        engines.setdefault(teams[name], []).append(one)
    return {team: _largest(theirs) for team, theirs in engines.items()}


def _largest(engines: Sequence[Capacity]) -> Capacity:
    best = max(engines, key=_size)
    lows = [one.low for one in engines if one.low is not None]
    highs = [one.high for one in engines if one.high is not None]
    high = max(highs) if len(highs) == len(engines) else None
    return Capacity(best.rate, max(lows, default=None), high)


def undecided(found: Mapping[str, Capacity], margin: float) -> tuple[str, ...]:
    """Those of whom more trials may decide something: the front, where it is neither one winner
    nor a tie."""
    compared = compare(found, margin)
    return compared.front if compared.verdict is Verdict.UNRESOLVED and len(found) > 1 else ()


def _regret(name: str, found: Mapping[str, Capacity], margin: float) -> CapacityRegret:
    own = found[name]
    others = [one for other, one in found.items() if other != name]
    rates = [one.rate for one in found.values()]
    known = [rate for rate in rates if rate is not None]
    value = max(known) / own.rate if own.rate is not None and len(known) == len(rates) else None
    low = max([1.0, *(_low(one) / _high(own) for one in others)])
    high = max([1.0, *(_high(one) / _low(own) if _low(own) else inf for one in others)])
    proven = Class.GOOD if high <= 1.0 + margin else Class.OPEN
    return CapacityRegret(value, low, high, Class.BEHIND if low > 1.0 + margin else proven)


def _spread(front: Sequence[Capacity]) -> float:
    """How many times the least of some may be the largest of them."""
    least = min(map(_low, front))
    return max(map(_high, front)) / least if least else inf


def _size(one: Capacity) -> float:
    """What ranks it: where every rate was kept, the last of them, which is a lower end."""
    return one.rate if one.rate is not None else _low(one)


def _low(one: Capacity) -> float:
    return float(one.low or 0)


def _high(one: Capacity) -> float:
    return inf if one.high is None else float(one.high)
