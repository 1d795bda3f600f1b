"""What a matrix leaves open, and the budget that would settle it."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.regret_matrix import Matrix, Question
from crossover_tool.stats.regret import Class
from crossover_tool.units import show

BUDGETS_MIN = (1, 2, 5, 10, 20, 40, 60)
"""What people may be willing to wait, in minutes."""

MOST = 0.8
"""The shortest budget that decides so much of what can be decided is the one to name: the last few
may lie close to the margin, and take hours."""

LEAST_BLOCKS = 6
"""Every question gets so many before a budget goes where decisions cost least."""

LEAST_MORE = 3
"""Who goes on takes so many at least: then a run looks again."""


@dataclass(frozen=True)
class Budget:
    """So many minutes would decide so many open fields, if all goes on as it did."""

    minutes: int
    decided: int


def open_sentence(found: Matrix, analysis: Analysis, command: str) -> str:
    """What is open, what that means, and the command that settles it; "" where nothing is open."""
    fields = [one for one in found.fields if one.proven is Class.OPEN]
    if not fields:
        return ""
    verb = "is" if len(fields) == 1 else "are"
    text = f"{len(fields)} of {len(found.fields)} figures {verb} open (?)"
    if all(one.reason for one in fields):
        return f"{text}: their questions are void; --details says why"
    if void := sum(bool(one.reason) for one in fields):
        text += f", {void} of them where the question is void (--details says why)"
    if all(one.needed is None for one in fields):
        on = f"they lie on the margin of {show.percent(found.margin)} itself"
        return f"{text}: {on}, and no number of blocks would tell"
    named = budget(found.rows, analysis)
    if not named.decided:
        return f"{text}: too close to the margin to be decided within an hour; a wider --margin may"
    what = "it" if len(fields) == 1 else f"about {named.decided} of them"
    return f"{text}: too few blocks yet; {command} --budget {named.minutes}min decides {what}"


def budget(rows: Sequence[Question], analysis: Analysis) -> Budget:
    """The shortest of BUDGETS_MIN that decides most, else the longest."""
    after_s = _decided_after_s(rows, analysis)
    found = Budget(BUDGETS_MIN[0], 0)
    for minutes in BUDGETS_MIN:
        found = Budget(minutes, sum(one <= 60.0 * minutes for one in after_s))
        if found.decided >= MOST * len(after_s):
            break
    return found


def _decided_after_s(rows: Sequence[Question], analysis: Analysis) -> list[float]:
    """Seconds after which a run with a budget has decided one more of the open fields that blocks
    can decide, each time the one that costs least: as `cheapest_decisions` spends what is left when
    all have their first blocks."""
    block_s = [analysis.block_s.get(row.cell.number, 0.0) for row in rows]
    waiting = [_needed(row) for row in rows]
    spent_s = sum(max(LEAST_BLOCKS, _taken(row)) * one for row, one in zip(rows, block_s))
    nearest = [(few[0] * block_s[at], at) for at, few in enumerate(waiting) if few]
    heapify(nearest)
    found = []
    while nearest:
        price_s, at = heappop(nearest)
        spent_s += price_s
        found.append(spent_s)
        blocks = waiting[at].pop(0)
        if waiting[at]:
            heappush(nearest, ((waiting[at][0] - blocks) * block_s[at], at))
    return found


def _needed(row: Question) -> list[int]:
    """How many more blocks decide each open field of a question that blocks can decide, fewest
    first."""
    return sorted(max(LEAST_MORE, one.needed) for one in row.fields.values() if one.needed)


def _taken(row: Question) -> int:
    return max((m.makespan.count for m in row.cell.ranked), default=0)
