"""What a report of goals says of each, and of the machine: texts for the terminal and for Markdown
alike."""

from collections.abc import Sequence

from crossover_tool.analysis.disturbance import disturbance
from crossover_tool.goals.goal import ITSELF, Goal
from crossover_tool.goals.judge_goals import Judged, Outcome, Result
from crossover_tool.goals.goal_metric import METRICS
from crossover_tool.samples.records import Block
from crossover_tool.suites.suite import Suite
from crossover_tool.units import show

HEADINGS = (
    "goal",
    "contender",
    "figure",
    "baseline",
    "its figure",
    "ratio",
    "interval",
    "noise",
    "target",
    "",
)
RIGHT = ("figure", "its figure", "ratio", "interval", "noise", "target")
UNKNOWN = 100.0
"""An interval that reaches so many times above its ratio says nothing, as with two blocks; its
digits would only fill the table."""


def summary(judged: Sequence[Result]) -> str:
    """`31 goals: 25 reached, 4 not reached, 2 not resolved`."""
    counts = [(outcome, sum(r.outcome is outcome for r in judged)) for outcome in Outcome]
    said = [f"{count} {outcome.value}" for outcome, count in counts if count]
    return f"{len(judged)} goals: {', '.join(said)}"


def baseline_text(suite: Suite, goal: Goal) -> str:
    """What stands in the place of the baseline: `asio_tcp`, `ideal`, `fixed`, `itself at 10,000
    tasks`."""
    if goal.baseline == ITSELF:
        return f"{ITSELF} at {show.count(suite.cells[goal.baseline_cell].cell.tasks)} tasks"
    return goal.baseline or "fixed"


def row(suite: Suite, result: Result) -> tuple[str, ...]:
    """The texts of a goal of the suite under HEADINGS."""
    goal = result.goal
    baseline = baseline_text(suite, goal)
    if not result.blocks:
        return (
            goal.metric,
            goal.contender.name,
            "",
            baseline,
            "",
            "",
            "",
            "",
            goal.target,
            result.outcome.value,
        )
    interval = f"{show.significant(result.low)} to {show.ratio(result.high)}"
    if result.high > UNKNOWN * result.ratio:
        interval = "unknown"
    return (
        goal.metric,
        goal.contender.name,
        METRICS[goal.metric].show(result.figure),
        baseline,
        METRICS[goal.metric].show(result.baseline_figure),
        show.ratio(result.ratio),
        interval,
        noise(result),
        goal.target,
        result.outcome.value,
    )


def noise(result: Result) -> str:
    """`0.4%`: what the A/A controls of the goal's cells differ by in its figure, the larger of two; ""
    without any."""
    return (
        f"{max(abs(control.ratio - 1.0) for control in result.controls):.1%}"
        if result.controls
        else ""
    )


def notes(results: Sequence[Result]) -> list[str]:
    """Why goals were skipped or are void, each reason once."""
    skipped = [
        f"{r.goal.contender.name} skipped: {r.goal.skipped}" for r in results if r.goal.skipped
    ]
    void = [
        f"{r.goal.metric} void: the A/A control failed: {control.contender} against itself had {control.ratio:.3f} times as much "
        f"({control.low:.3f} to {control.high:.3f})"
        for r in results
        for control in r.controls
        if control.failed
    ]
    return list(dict.fromkeys(skipped + void))


def machine_notes(judged: Judged, blocks: Sequence[Block]) -> list[str]:
    """A clause each on how the machine behaved: the noise floor, where there is one, and how often
    others disturbed."""
    floor = judged.noise_floor
    said = (
        [f"noise floor {floor:.1%}: identical runs differed by that (A/A)"]
        if judged.controls
        else []
    )
    seen = disturbance(blocks).sentence
    return [*said, *([seen] if seen else [])]
