"""The verdict on a cell: WINNER, TIE, UNRESOLVED or VOID, from each contender's makespans by block."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from statistics import median

from crossover_tool.stats.holm import holm
from crossover_tool.stats.paired import log_ratio

ALPHA = 0.05
MARGIN = 0.02
"""A difference below 2 % is of no use to a person who chooses a model, and below what one machine can tell."""

MIN_BLOCKS = 3
"""Two blocks leave one degree of freedom: nothing shows whether the spread seen is the spread there is."""


class Verdict(str, Enum):
    """What can be said about a cell."""

    WINNER = "WINNER"
    TIE = "TIE"
    UNRESOLVED = "UNRESOLVED"
    VOID = "VOID"


class Standing(str, Enum):
    """How a rival stands to the leader."""

    BEATEN = "beaten"
    EQUAL = "equal"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True)
class Rival:
    """A rival against the leader: the ratio of makespans, its interval at the corrected level, and where it stands."""

    name: str
    ratio: float
    low: float
    high: float
    blocks: int
    standing: Standing


@dataclass(frozen=True)
class Judgement:
    """The verdict, the leader (lowest median; empty when nothing was measured), every rival, and the reason."""

    verdict: Verdict
    leader: str
    rivals: tuple[Rival, ...]
    reason: str


Makespans = Mapping[str, Mapping[int, float]]
"""Contender name -> block -> makespan (any unit, positive)."""


def leader_of(makespans: Makespans) -> str:
    """The contender with the lowest median; the name breaks an exact tie."""
    return min(makespans, key=lambda name: (median(makespans[name].values()), name), default="")


def stand(
    makespans: Makespans, leader: str, rivals: Iterable[str], margin: float, alpha: float
) -> tuple[Rival, ...]:
    """Every rival's standing. BEATEN: its whole interval lies above 1 + margin. EQUAL: it lies within the margin.

    Intervals are Student-t intervals of the paired log-ratio at the level that Holm's procedure leaves for the rival.
    """
    ratios = {name: log_ratio(makespans[name], makespans[leader]) for name in rivals}
    steps = holm({name: ratio.p_beyond(margin) for name, ratio in ratios.items()}, alpha)
    result = []
    for name, ratio in ratios.items():
        low, high = ratio.interval(steps[name].level)
        standing = Standing.UNRESOLVED
        if ratio.count >= MIN_BLOCKS and steps[name].rejected:
            standing = Standing.BEATEN
        elif ratio.count >= MIN_BLOCKS and low >= 1.0 / (1.0 + margin) and high <= 1.0 + margin:
            standing = Standing.EQUAL
        result.append(Rival(name, ratio.ratio, low, high, ratio.count, standing))
    return tuple(sorted(result, key=lambda rival: (math.isnan(rival.ratio), rival.ratio, rival.name)))


def judge(
    makespans: Makespans,
    rivals: Iterable[str] | None = None,
    void: str = "",
    noise_floor: float = 0.0,
    alpha: float = ALPHA,
) -> Judgement:
    """The verdict on a cell.

    `rivals` narrows who the leader must beat (default: all others); `void` is a reason why the cell cannot be trusted;
    `noise_floor` is the relative difference that two identical contenders show (0.03: 3 %). WINNER needs every rival
    beaten; TIE needs every rival beaten or equal; fewer than MIN_BLOCKS common blocks never give either.
    """
    leader = leader_of(makespans)
    if not leader:
        return Judgement(Verdict.VOID if void else Verdict.UNRESOLVED, "", (), void or "nothing was measured")
    names = [name for name in (makespans if rivals is None else rivals) if name != leader]
    standings = stand(makespans, leader, names, max(MARGIN, noise_floor), alpha)
    if void:
        return Judgement(Verdict.VOID, leader, standings, void)
    if not standings:
        return Judgement(Verdict.UNRESOLVED, leader, (), "there is no rival to compare with")
    fewest = min(rival.blocks for rival in standings)
    if fewest < MIN_BLOCKS:
        reason = f"{fewest} common block{'' if fewest == 1 else 's'}, a verdict needs at least {MIN_BLOCKS}"
        return Judgement(Verdict.UNRESOLVED, leader, standings, reason)
    open_rivals = [rival.name for rival in standings if rival.standing is Standing.UNRESOLVED]
    if open_rivals:
        return Judgement(
            Verdict.UNRESOLVED, leader, standings, f"not separated from {', '.join(open_rivals)}"
        )
    equal = [rival.name for rival in standings if rival.standing is Standing.EQUAL]
    if equal:
        return Judgement(Verdict.TIE, leader, standings, f"within the margin of {', '.join(equal)}")
    return Judgement(Verdict.WINNER, leader, standings, "")
