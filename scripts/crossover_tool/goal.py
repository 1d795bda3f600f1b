"""A goal: a contender's figure against a baseline's, on one cell, and the ratio that is wanted."""

from dataclasses import dataclass

from crossover_tool.cell import BASELINE, Contender

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
    metric: str
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
        return self.cell if self.other_cell is None else self.other_cell

    @property
    def rival(self) -> Contender | None:
        """Whose samples the goal is held against; None where those are its own or a figure."""
        if self.baseline == ITSELF:
            return self.contender
        return Contender(BASELINE, self.baseline) if self.baseline not in (IDEAL, "") else None

    @property
    def entrants(self) -> tuple[tuple[int, Contender], ...]:
        """Who must be measured where, as (cell, contender); nobody when the goal is skipped."""
        if self.skipped:
            return ()
        rival = ((self.baseline_cell, self.rival),) if self.rival else ()
        return ((self.cell, self.contender), *rival)

    @property
    def target(self) -> str:
        """`<= 1.10x`."""
        return f"{'<=' if self.at_most else '>='} {self.bound:g}x"
