"""From the samples of a run to what became of each goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from crossover_tool.goals.control import Place, controls, figures
from crossover_tool.goals.goal import IDEAL, ITSELF, Goal, GoalSuite
from crossover_tool.samples.records import Record
from crossover_tool.stats.control import Control
from crossover_tool.stats.paired import log_ratio

ALPHA = 0.05


class Outcome(Enum):
    """What became of a goal. MISSED is a finding, not a failure of the run."""

    REACHED = "reached"
    MISSED = "not reached"
    UNRESOLVED = "not resolved"
    VOID = "void"
    SKIPPED = "skipped"
    FAILED = "no samples"


@dataclass(frozen=True)
class Result:
    """A goal with medians over blocks, the geometric mean of the ratio paired within blocks, and
    its 95 % interval.

    `controls`: what its cell's twins differ by in its figure, and those of the baseline's cell
    where that is another.
    """

    goal: Goal
    outcome: Outcome
    figure: float = 0.0
    baseline_figure: float = 0.0
    ratio: float = 0.0
    low: float = 0.0
    high: float = 0.0
    blocks: int = 0
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True)
class Judged:
    """Every goal's result, in the suite's order; every control, and the noise floor: the median of
    what they differ by."""

    results: tuple[Result, ...]
    controls: Mapping[Place, Control]
    noise_floor: float


def judge(suite: GoalSuite, samples: Sequence[Record]) -> Judged:
    """What became of the goals. Pure."""
    found, floor = controls(suite, samples)
    return Judged(tuple(_judge(suite, goal, samples, found) for goal in suite.goals), found, floor)


def _ideals(samples: Sequence[Record], goal: Goal) -> dict[int, float]:
    """The ideals of the contender's good samples, by block."""
    return {
        s["block"]: float(s["measurement"]["ideal_ns"])
        for s in samples
        if (s["cell"], s["entrant"], s.get("control", False))
        == (goal.cell, goal.contender.name, False)
        and s["measurement"]["status"] == "ok"
        and s["measurement"]["ideal_ns"]
    }


def _judge(
    suite: GoalSuite, goal: Goal, samples: Sequence[Record], found: Mapping[Place, Control]
) -> Result:
    if goal.skipped:
        return Result(goal, Outcome.SKIPPED)
    mine = figures(suite, samples, (goal.cell, goal.metric_name), goal.contender.name)
    if goal.baseline == IDEAL:
        theirs = _ideals(samples, goal)
    elif goal.fixed:
        theirs = {block: goal.fixed for block in mine}
    else:
        entrant = goal.contender.name if goal.baseline == ITSELF else goal.baseline
        theirs = figures(suite, samples, (goal.baseline_cell, goal.metric_name), entrant)
    common = sorted(set(mine) & set(theirs))
    if not common:
        return Result(goal, Outcome.FAILED)
    compared = log_ratio(mine, theirs)
    low, high = compared.interval(ALPHA)
    cells = dict.fromkeys((goal.cell, goal.baseline_cell))
    twins = tuple(
        found[cell, goal.metric_name] for cell in cells if (cell, goal.metric_name) in found
    )
    return Result(
        goal,
        Outcome.VOID if any(twin.failed for twin in twins) else _outcome(goal, low, high),
        median(mine[block] for block in common),
        median(theirs[block] for block in common),
        compared.ratio,
        low,
        high,
        len(common),
        twins,
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
        Outcome.REACHED
        if low >= goal.bound
        else Outcome.MISSED
        if high < goal.bound
        else Outcome.UNRESOLVED
    )
