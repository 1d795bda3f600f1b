"""What may be claimed: winners, corrected over the whole report, and in each cell the rivals that
are slower."""

from collections.abc import Sequence
from dataclasses import dataclass

from crossover_tool.stats.evidence import Evidence, Margins, p_slower
from crossover_tool.stats.holm import Step, holm
from crossover_tool.stats.spending import STANDINGS, WINNERS


LEAST_LEVEL = 1e-9
"""The level of an interval whose rival stays open although nothing speaks for it but that the
report may spend no more: wide enough to say so."""


@dataclass(frozen=True)
class Claimed:
    """What may be said about one cell: the rivals proven slower, and the level at which each rival
    was tested."""

    beaten: frozenset[str]
    levels: dict[str, float]


def p_values(evidence: Evidence, lead: float) -> dict[str, float]:
    """For every rival the p-value against its not being slower than the leader by more than the
    margin."""
    return {name: p_slower(ratio, lead) for name, ratio in evidence.ratios.items()}


def p_winner(evidence: Evidence, by_rival: dict[str, float]) -> float:
    """The p-value of "the leader's strategy wins": the largest of its rivals'.

    All must be beaten, so the largest counts and their number costs nothing (an intersection-union
    test, Berger 1982); nor does it that the leader was chosen for leading (Gutmann and Maymin 1987:
    best against second best at the two-sided level of a single pair). Siblings, engines of the
    leader's own strategy, need not be beaten: each of the m is one more chance to lead by luck,
    hence the factor m / 2. In a cell of one strategy the siblings are the rivals.
    """
    siblings = evidence.siblings
    others = [p for name, p in by_rival.items() if name not in siblings]
    if not others:
        return max(by_rival.values(), default=1.0)
    return min(1.0, max(others) * luck(evidence))


def luck(evidence: Evidence) -> float:
    """How many times the p-value of the leader's strategy counts: m / 2 for its m engines, 1 in a
    cell of one strategy."""
    siblings = evidence.siblings
    return max(1.0, (1 + len(siblings)) / 2.0) if len(siblings) < len(evidence.ratios) else 1.0


def claim(
    evidence: Sequence[Evidence],
    won: Sequence[bool],
    still_open: Sequence[bool],
    share: float,
    margins: Sequence[Margins],
) -> list[Claimed]:
    """What is claimed, cell by cell. `won` and `still_open` say which cells have their winner from
    an earlier analysis, and which still ask for one; `share` is the part of the error rates that
    this analysis may spend; `margins`: each cell's.

    Winners are one family for Holm's procedure over all cells with rivals; those settled without a
    winner stay in it and never win. Within a cell its rivals are a family of their own.
    """
    found = [p_values(one, margin.lead) for one, margin in zip(evidence, margins)]
    cells = {
        f"{number:06d}": 0.0
        if won[number]
        else p_winner(evidence[number], by_rival)
        if still_open[number]
        else 1.0
        for number, by_rival in enumerate(found)
        if by_rival
    }
    winners = holm(cells, WINNERS * share) if share > 0.0 else {}
    return [
        _claimed(evidence[number], by_rival, winners.get(f"{number:06d}"), STANDINGS * share)
        for number, by_rival in enumerate(found)
    ]


def _claimed(
    evidence: Evidence, by_rival: dict[str, float], winner: Step | None, rate: float
) -> Claimed:
    """The rivals called slower: those that a winner beats, and those that the cell's own family
    rejects.

    Where no winner is claimed the nearest of the rivals that it needed stays open, whatever the
    cell's own family says: else all would be called slower, and the winner that the report may not
    name would be named.
    """
    if winner is None:
        return Claimed(frozenset(), {})
    steps = holm(by_rival, rate)
    beaten = {name for name, step in steps.items() if step.rejected}
    needed = winner.level / luck(evidence)  # of one rival, where the strategy's luck counts
    levels = {
        name: step.level if step.rejected else min(step.level, needed)
        for name, step in steps.items()
    }
    siblings = evidence.siblings
    others = set(by_rival) - siblings
    for family in (others, siblings):
        if winner.rejected and all(by_rival[name] <= needed for name in family):
            beaten |= family
            levels.update({name: needed for name in family})
        elif family and set(by_rival) <= beaten | (siblings if family is others else set()):
            nearest = max(family, key=lambda name: (by_rival[name], name))
            beaten.discard(nearest)
            levels[nearest] = min(needed, max(LEAST_LEVEL, by_rival[nearest] / 2.0))
    return Claimed(frozenset(beaten), levels)
