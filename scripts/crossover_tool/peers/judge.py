"""From the samples of a run to what became of each goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from crossover_tool.peers.goal import CEILING, ITSELF, Goal, GoalSuite
from crossover_tool.samples.records import Record
from crossover_tool.stats.paired import log_ratio

ALPHA = 0.05


class Outcome(Enum):
    """What became of a goal. MISSED is a finding, not a failure of the run."""

    REACHED = "reached"
    MISSED = "not reached"
    UNRESOLVED = "not resolved"
    SKIPPED = "skipped"
    FAILED = "no samples"


@dataclass(frozen=True)
class Result:
    """A goal with medians over blocks, the geometric mean of the ratio paired within blocks, and its 95 % interval."""

    goal: Goal
    outcome: Outcome
    figure: float = 0.0
    peer_figure: float = 0.0
    ratio: float = 0.0
    low: float = 0.0
    high: float = 0.0
    blocks: int = 0


def judge(suite: GoalSuite, samples: Sequence[Record]) -> tuple[Result, ...]:
    """Every goal's result, in the suite's order. Pure."""
    return tuple(_judge(suite, goal, samples) for goal in suite.goals)


def _measurements(samples: Sequence[Record], cell: int, entrant: str) -> dict[int, Record]:
    """The good measurements of an entrant on a cell, by block."""
    return {
        s["block"]: s["measurement"]
        for s in samples
        if (s["cell"], s["entrant"]) == (cell, entrant) and s["measurement"]["status"] == "ok"
    }


def _judge(suite: GoalSuite, goal: Goal, samples: Sequence[Record]) -> Result:
    if goal.skipped:
        return Result(goal, Outcome.SKIPPED)
    cell = suite.cells[goal.cell].cell
    ours = _measurements(samples, goal.cell, goal.contender.name)
    mine = {block: goal.metric.figure(m, cell) for block, m in ours.items()}
    if goal.peer == CEILING:
        theirs = {block: float(m["ceiling_ns"]) for block, m in ours.items() if m["ceiling_ns"]}
    elif goal.fixed:
        theirs = {block: goal.fixed for block in mine}
    else:
        entrant = goal.contender.name if goal.peer == ITSELF else goal.peer
        where = suite.cells[goal.peer_cell].cell
        found = _measurements(samples, goal.peer_cell, entrant)
        theirs = {block: goal.metric.figure(m, where) for block, m in found.items()}
    common = sorted(set(mine) & set(theirs))
    if not common:
        return Result(goal, Outcome.FAILED)
    compared = log_ratio(mine, theirs)
    low, high = compared.interval(ALPHA)
    return Result(
        goal,
        _outcome(goal, low, high),
        median(mine[block] for block in common),
        median(theirs[block] for block in common),
        compared.ratio,
        low,
        high,
        len(common),
    )


def _outcome(goal: Goal, low: float, high: float) -> Outcome:
    """Reached or missed when the whole interval lies on one side of the bound."""
    if goal.at_most:
        return (
            Outcome.REACHED
            if high <= goal.bound
            else Outcome.MISSED
            if low > goal.bound
            else Outcome.UNRESOLVED
        )
    return (
        Outcome.REACHED if low >= goal.bound else Outcome.MISSED if high < goal.bound else Outcome.UNRESOLVED
    )
