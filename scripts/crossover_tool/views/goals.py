"""Goals: what became of each contender that was held against a baseline."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import isfinite

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.cell import Cell
from crossover_tool.goal import ITSELF, Goal
from crossover_tool.samples.goal_metric import METRICS
from crossover_tool.goals.judge_goals import Outcome, Result
from crossover_tool.samples import codec
from crossover_tool.stats.control import Control
from crossover_tool.units import show
from crossover_tool.views.view import Column, Table, View

COLUMNS = (
    Column("goal", 80, right=False),
    Column("contender", 100, right=False),
    Column("figure", 55),
    Column("baseline", 85, right=False),
    Column("its figure", 50),
    Column("ratio", 95),
    Column("interval", 40),
    Column("noise", 20),
    Column("target", 70),
    Column("outcome", 90, right=False),
    Column("why", 0, right=False, wraps=True),
)
STYLES = {
    Outcome.MISSED: "yellow",
    Outcome.VOID: "red",
    Outcome.FAILED: "red",
    Outcome.SKIPPED: "dim",
}
UNKNOWN = 100.0
"""An interval that reaches so many times above its ratio says nothing, as with two blocks; its
digits would only fill the table."""


class Goals(View[Analysis]):
    """A run in which goals were held."""

    name = "goals"
    of = Analysis
    legend = """\
- A goal holds one figure of a contender against the same figure of a baseline: a program of
  `baselines/` that uses a library directly or shows the limit, the ideal that physics sets, a fixed
  figure, or the contender itself with fewer tasks. docs/BASELINES.md says what each is.
- **figure**: the median over blocks; a block is everything that runs on a cell once, in a seeded,
  balanced order, each in a fresh process; blocks that others disturbed are taken again.
- **ratio**: contender / baseline, the geometric mean of the ratios within blocks. **interval**:
  Student-t, 95 %, for each goal on its own.
- **noise**: by how much the A/A control of the cell, a contender that runs twice in each block,
  differs from itself in the same figure. Where more than 1 % of that is proven, the goal is
  **void**.
- **reached**, **missed**: the whole interval lies on one side of the target; otherwise the goal is
  **not resolved**. **lateness** is how much longer a batch takes than its waits alone, **slow
  batches** what 99 in 100 take at most."""

    @cached_property
    def found(self) -> tuple[Result, ...]:
        return self.subject.goals.results if self.subject.goals else ()

    def _cell(self, number: int) -> Cell:
        return self.subject.header.suite.cells[number].cell

    def finding(self) -> str:
        """`31 goals: 25 reached, 4 missed, 2 not resolved`."""
        counts = [(outcome, sum(r.outcome is outcome for r in self.found)) for outcome in Outcome]
        said = [f"{count} {outcome.value}" for outcome, count in counts if count]
        return f"{show.counted(len(self.found), 'goal')}: {', '.join(said)}"

    def sentences(self) -> Sequence[str]:
        """Why goals were skipped or are void, each reason once."""
        results = self.found
        skipped = [
            f"{r.goal.contender.name} skipped: {r.goal.skipped}" for r in results if r.goal.skipped
        ]
        void = [
            f"{r.goal.metric} void: the A/A control failed: {control.contender} against itself had "
            f"{control.ratio:.3f} times as much ({control.low:.3f} to {control.high:.3f})"
            for r in results
            for control in r.controls
            if control.failed
        ]
        return list(dict.fromkeys(skipped + void))

    def tables(self) -> Sequence[Table]:
        """A table for each cell that goals are held on."""
        numbers = sorted({result.goal.cell for result in self.found})
        return [self._table(number) for number in numbers]

    def _table(self, number: int) -> Table:
        mine = [result for result in self.found if result.goal.cell == number]
        rows = tuple((*self._row(result), result.goal.why) for result in mine)
        styles = tuple(STYLES.get(result.outcome, "") for result in mine)
        return Table(COLUMNS, rows, self._cell(number).label, styles)

    def _row(self, result: Result) -> tuple[str, ...]:
        goal, metric = result.goal, METRICS[result.goal.metric]
        figures = ("",) * 5
        if result.blocks:
            interval = f"{show.significant(result.low)} to {show.ratio(result.high)}"
            figures = (
                metric.show(result.figure),
                metric.show(result.baseline_figure),
                show.ratio(result.ratio),
                "unknown" if result.high > UNKNOWN * result.ratio else interval,
                _noise(result),
            )
        mine, *others = figures
        named = (goal.metric, goal.contender.name, mine, self._baseline(goal))
        return (*named, *others, goal.target, result.outcome.value)

    def _baseline(self, goal: Goal) -> str:
        """What stands in the place of the baseline: `asio_tcp`, `ideal`, `fixed`, `itself at 10,000
        tasks`."""
        if goal.baseline == ITSELF:
            return f"{ITSELF} at {show.count(self._cell(goal.baseline_cell).tasks)} tasks"
        return goal.baseline or "fixed"

    def json(self) -> Mapping[str, object]:
        return {"goals": [self._json(result) for result in self.found]}

    def _json(self, result: Result) -> dict[str, object]:
        goal = result.goal
        known = isfinite(result.high) and result.blocks > 0
        other = {}
        if goal.other_cell is not None:
            other = {"baseline_cell": codec.cell(self._cell(goal.other_cell))}
        return {
            "cell": codec.cell(self._cell(goal.cell)),
            "metric": goal.metric,
            "contender": goal.contender.name,
            "baseline": goal.baseline or None,
            **other,
            "outcome": result.outcome.value,
            "figure": result.figure if result.blocks else None,
            "baseline_figure": result.baseline_figure if result.blocks else None,
            "ratio": result.ratio if result.blocks else None,
            "interval": {"low": result.low, "high": result.high} if known else None,
            "blocks": result.blocks,
            "controls": [_control(control) for control in result.controls],
            "at_most" if goal.at_most else "at_least": goal.bound,
            "why": goal.why,
            "skipped": goal.skipped,
        }


def _noise(result: Result) -> str:
    """`0.4%`: what the A/A controls of the goal's cells differ by in its figure, the larger of two;
    "" without any."""
    differ = [abs(control.ratio - 1.0) for control in result.controls]
    return f"{max(differ):.1%}" if differ else ""


def _control(control: Control) -> dict[str, object]:
    interval = {"low": control.low, "high": control.high} if isfinite(control.high) else None
    return {
        "contender": control.contender,
        "ratio": control.ratio,
        "interval": interval,
        "failed": control.failed,
    }
