"""What a matrix leaves open, and the budget that would settle it."""

from collections.abc import Sequence
from dataclasses import dataclass

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
"""A budget is first looked at after so many."""


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
    wanted = sorted(
        _wanted(row, one.needed) for row in rows for one in row.fields.values() if one.needed
    )
    found = Budget(BUDGETS_MIN[0], 0)
    for minutes in BUDGETS_MIN:
        rounds = _rounds(rows, analysis, 60.0 * minutes)
        found = Budget(minutes, sum(one <= rounds for one in wanted))
        if found.decided >= MOST * len(wanted):
            break
    return found


def _rounds(rows: Sequence[Question], analysis: Analysis, seconds: float) -> int:
    """How many blocks each question with something open gets in this time."""
    most = max((_last(row) for row in rows), default=0)
    for rounds in range(LEAST_BLOCKS, most + 1):
        if _took_s(rows, analysis, rounds) > seconds:
            return rounds - 1
    return most if _took_s(rows, analysis, most) <= seconds else 0


def _took_s(rows: Sequence[Question], analysis: Analysis, rounds: int) -> float:
    return sum(
        max(LEAST_BLOCKS, min(rounds, _last(row))) * analysis.block_s.get(row.cell.number, 0.0)
        for row in rows
    )


def _last(row: Question) -> int:
    """The blocks that decide the last open field of a question, all in all."""
    return max((_wanted(row, one.needed) for one in row.fields.values() if one.needed), default=0)


def _wanted(row: Question, needed: int) -> int:
    return needed + max((m.makespan.count for m in row.cell.ranked), default=0)
