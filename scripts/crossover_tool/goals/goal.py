"""A goal: a contender's figure against a baseline's, on one cell, and the ratio that is wanted."""

from dataclasses import dataclass, replace

from crossover_tool.cell import Cell, Contender
from crossover_tool.goals.metric import METRICS, Metric

IDEAL = "ideal"
"""The baseline of a goal that is held against what physics allows: the ideal that the bench reports
for the sample."""

ITSELF = "itself"
"""The baseline of a goal that holds a contender against itself on another cell."""


@dataclass(frozen=True)
class Goal:
    """`bound` is on figure / baseline's figure; `at_most` says from which side.

    `baseline` is a program's name, IDEAL, ITSELF, or "" when `fixed` is the figure to be held
    against. `skipped` is why it cannot be measured here, or "". `cell` and `other_cell` are places
    among the suite's cells; the second is of a baseline that is ITSELF.
    """

    cell: int
    metric_name: str
    contender: Contender
    baseline: str
    fixed: float
    bound: float
    at_most: bool
    why: str
    skipped: str = ""
    other_cell: int | None = None

    @property
    def baseline_cell(self) -> int:
        """Where the baseline is measured."""
        return self.cell if self.other_cell is None else self.other_cell

    @property
    def metric(self) -> Metric:
        """What is compared."""
        return METRICS[self.metric_name]

    @property
    def program(self) -> str:
        """The baseline to run, or "" when none is needed."""
        return "" if self.baseline in (IDEAL, ITSELF) else self.baseline

    @property
    def target(self) -> str:
        """`<= 1.10x`."""
        return f"{'<=' if self.at_most else '>='} {self.bound:g}x"


@dataclass(frozen=True)
class GoalCell:
    """A cell on which goals are held, in how many blocks, and who runs twice in each, as its A/A
    control ("": nobody)."""

    cell: Cell
    blocks: int
    twin: str = ""


@dataclass(frozen=True)
class GoalSuite:
    """A named list of goals and the cells they are held on; `goal.cell` is a place in `cells`."""

    name: str
    description: str
    blocks: int
    cells: tuple[GoalCell, ...]
    goals: tuple[Goal, ...]

    def with_blocks(self, blocks: int | None) -> "GoalSuite":
        """The suite with other blocks on every cell, where given."""
        if blocks is None:
            return self
        cells = tuple(replace(planned, blocks=blocks) for planned in self.cells)
        return replace(self, blocks=blocks, cells=cells)

    def entrants(self, number: int) -> tuple[str, ...]:
        """What runs on a cell: contenders and programs, each once, whatever the number of goals
        that it serves."""
        wanted = [
            goal
            for goal in self.goals
            if number in (goal.cell, goal.baseline_cell) and not goal.skipped
        ]
        contenders = [goal.contender.name for goal in wanted]
        return tuple(dict.fromkeys(contenders + [goal.program for goal in wanted if goal.program]))


def is_contender(entrant: str) -> bool:
    """True for `gather/asio`; a baseline's name has no slash."""
    return "/" in entrant
