"""The verdict on a cell: WINNER, TIE, UNRESOLVED or VOID, from its evidence and from what the
report may claim."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from crossover_tool.stats.evidence import (
    MIN_BLOCKS,
    Evidence,
    Margins,
    is_equal,
    least_lead,
    still_needed,
)


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
    """A rival against the leader: the ratio of makespans, its interval at the level at which it was
    judged, and its standing.

    `needed`: about how many more blocks would settle it; 0 when it is settled, None when no budget
    would.
    """

    name: str
    ratio: float
    low: float
    high: float
    blocks: int
    standing: Standing
    needed: int | None = 0


@dataclass(frozen=True)
class Judgement:
    """The verdict, the leader (empty when nothing was measured), every rival, and
    the reason.

    `needed`: about how many more blocks would resolve the cell; 0 when nothing is open, None when
    no budget would.
    """

    verdict: Verdict
    leader: str
    rivals: tuple[Rival, ...]
    reason: str
    needed: int | None = 0


@dataclass(frozen=True)
class Levels:
    """At which levels a cell's rivals are judged: each as slower, and all as a tie."""

    slower: Mapping[str, float]
    tie: float


def stand(
    evidence: Evidence, beaten: set[str], levels: Levels, margins: Margins
) -> tuple[Rival, ...]:
    """Every rival by rising ratio. `beaten` are those that the report's claims call slower."""
    result = []
    for name, ratio in evidence.ratios.items():
        level, standing = levels.slower.get(name, levels.tie), Standing.UNRESOLVED
        if name in beaten:
            standing = Standing.BEATEN
        elif is_equal(ratio, levels.tie, margins.equal):
            standing, level = Standing.EQUAL, levels.tie
        low, high = ratio.interval(level)
        needed = 0 if standing is not Standing.UNRESOLVED else still_needed(ratio, level, margins)
        result.append(Rival(name, ratio.ratio, low, high, ratio.count, standing, needed))
    return tuple(
        sorted(result, key=lambda rival: (math.isnan(rival.ratio), rival.ratio, rival.name))
    )


def conclude(leader: str, rivals: Iterable[Rival], void: str, margins: Margins) -> Judgement:
    """The verdict that the rivals' standings amount to.

    WINNER needs every rival beaten; TIE needs every rival beaten or equal; fewer than MIN_BLOCKS
    common blocks never give either.
    """
    rivals = tuple(rivals)
    if void:
        return Judgement(Verdict.VOID, leader, rivals, void)
    if not leader:
        return Judgement(Verdict.UNRESOLVED, "", (), "nothing was measured", None)
    if not rivals:
        return Judgement(Verdict.UNRESOLVED, leader, (), "there is no rival to compare with", None)
    fewest = min(rival.blocks for rival in rivals)
    if fewest < MIN_BLOCKS:
        reason = f"{fewest} common block{'' if fewest == 1 else 's'}, a verdict needs at least {MIN_BLOCKS}"
        return Judgement(Verdict.UNRESOLVED, leader, rivals, reason, MIN_BLOCKS - fewest)
    still_open = [rival for rival in rivals if rival.standing is Standing.UNRESOLVED]
    if still_open:
        names = ", ".join(rival.name for rival in still_open)
        lead = least_lead(fewest, margins.lead)
        few = f" by {lead:.0%}, which {fewest} blocks ask for" if lead > margins.lead else ""
        wanted = [rival.needed for rival in still_open]
        needed = None if None in wanted else max(n for n in wanted if n is not None)
        return Judgement(
            Verdict.UNRESOLVED, leader, rivals, f"not separated{few} from {names}", needed
        )
    equal = [rival.name for rival in rivals if rival.standing is Standing.EQUAL]
    if equal:
        reason = f"within {margins.equal:.1%} of {', '.join(equal)}"
        return Judgement(Verdict.TIE, leader, rivals, reason)
    return Judgement(Verdict.WINNER, leader, rivals, "")
