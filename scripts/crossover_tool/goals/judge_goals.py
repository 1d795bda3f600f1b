"""From the samples of a run to what became of each goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from crossover_tool.goals.goal_control import Place, controls, figures, good
from crossover_tool.goal import IDEAL, Goal
from crossover_tool.samples.records import Sample, Status
from crossover_tool.stats.control import Control
from crossover_tool.stats.paired import log_ratio
from crossover_tool.suite import Suite

ALPHA = 0.05


class Outcome(Enum):
    """What became of a goal. MISSED is a finding, not a failure of the run."""

    REACHED = "reached"
    MISSED = "missed"
    UNRESOLVED = "not resolved"
    VOID = "void"
    SKIPPED = "skipped"
    FAILED = "no samples"


@dataclass(frozen=True)
class Result:
    """A goal with medians over blocks, the geometric mean of the ratio paired within blocks, and
    its 95 % interval.

    `controls`: what its cell's A/A control differs by in its figure, and that of the baseline's
    cell where that is another.
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


def judge(suite: Suite, samples: Sequence[Sample]) -> Judged:
    """What became of the goals. Pure."""
    found, floor = controls(suite, samples)
    results = tuple(_judge(goal, samples, found) for goal in suite.goals)
    return Judged(results, found, floor)


def _baseline(goal: Goal, samples: Sequence[Sample], mine: Mapping[int, float]) -> dict[int, float]:
    """The figures that a goal's own are held against, by block."""
    if goal.rival:
        return figures(samples, (goal.baseline_cell, goal.metric), goal.rival)
    if goal.baseline != IDEAL:
        return {block: goal.fixed for block in mine}
    own = good(samples, goal.cell, goal.contender)
    return {one.block: one.measurement.ideal_ns for one in own if one.measurement.ideal_ns}


def _judge(goal: Goal, samples: Sequence[Sample], found: Mapping[Place, Control]) -> Result:
    if goal.skipped:
        return Result(goal, Outcome.SKIPPED)
    mine = figures(samples, (goal.cell, goal.metric), goal.contender)
    theirs = _baseline(goal, samples, mine)
    common = sorted(set(mine) & set(theirs))
    if not common:
        return Result(goal, Outcome.VOID if _void(goal, samples) else Outcome.FAILED)
    compared = log_ratio(mine, theirs)
    low, high = compared.interval(ALPHA)
    cells = dict.fromkeys((goal.cell, goal.baseline_cell))
    own = tuple(found[cell, goal.metric] for cell in cells if (cell, goal.metric) in found)
    wrong = any(control.failed for control in own) or _void(goal, samples)
    outcome = Outcome.VOID if wrong else _outcome(goal, low, high)
    figure, other = (median(side[block] for block in common) for side in (mine, theirs))
    return Result(goal, outcome, figure, other, compared.ratio, low, high, len(common), own)


def _void(goal: Goal, samples: Sequence[Sample]) -> bool:
    """True when a sample that the goal compares cannot be believed."""
    compared = goal.entrants
    return any(
        sample.measurement.status is Status.VOID and (sample.cell, sample.contender) in compared
        for sample in samples
    )


def _outcome(goal: Goal, low: float, high: float) -> Outcome:
    """Reached or missed when the whole interval lies on one side of the bound."""
    reached, missed = high <= goal.bound, low > goal.bound
    if not goal.at_most:
        reached, missed = low >= goal.bound, high < goal.bound
    return Outcome.REACHED if reached else Outcome.MISSED if missed else Outcome.UNRESOLVED
