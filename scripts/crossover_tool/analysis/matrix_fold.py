"""A matrix brought to few rows: questions about the same kind of work become one, at their worst.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crossover_tool.analysis.field_words import Silence, gravest
from crossover_tool.analysis.question import BY_LATENCY
from crossover_tool.analysis.regret_matrix import Field, Matrix, Question
from crossover_tool.grouped import grouped
from crossover_tool.stats.regret import Class


@dataclass(frozen=True)
class FoldedField:
    """A choice over some questions: its worst regret (None: nothing was measured), its class there
    (the worst of them), and the gravest reason why it gives no figure at one of them; not `asked`:
    nobody wanted a figure of it at any of them."""

    worst: float | None
    proven: Class | None
    silence: Silence | None = None
    asked: bool = True

    @property
    def missing(self) -> bool:
        """Whether it is known to give no figure at one of them."""
        return self.silence in (Silence.FAILS, Silence.CANNOT)


@dataclass(frozen=True)
class FoldedRow:
    """Questions of one family, or one question; a field for each choice of the matrix."""

    title: str
    questions: tuple[Question, ...]
    fields: tuple[FoldedField, ...]


def unfolded(found: Matrix) -> tuple[FoldedRow, ...]:
    """A row a question."""
    return tuple(_row(row.title, [row], found) for row in found.rows)


def by_family(found: Matrix) -> tuple[FoldedRow, ...]:
    """A row a family, in the order of their first questions; a family of one has its question's
    title. Figures of a latency and of the makespan share no row."""
    families = grouped(found.rows, lambda row: (row.family, row.metric))
    return tuple(_row(_title(rows), rows, found) for rows in families.values())


def first(rows: Sequence[FoldedRow], count: int) -> tuple[FoldedRow, ...]:
    """So many of them, the last of which says how many are left out."""
    kept = rows[: max(0, count - 1)]
    more = f"{len(rows) - len(kept)} more: --details"
    return (*kept, FoldedRow(more, (), tuple(FoldedField(None, None) for _ in rows[0].fields)))


def _title(rows: Sequence[Question]) -> str:
    """`requests (worst of 6)`: its figures are those of six questions, each of its worst."""
    one = rows[0]
    if len(rows) == 1:
        return one.title if one.cell.title else one.family
    metric = f"{one.metric}, " if one.metric == BY_LATENCY else ""
    return f"{one.family} ({metric}worst of {len(rows)})"


def _row(title: str, rows: Sequence[Question], found: Matrix) -> FoldedRow:
    fields = tuple(
        _field([row.fields[choice] for row in rows if choice in row.fields])
        for choice in found.choices
    )
    return FoldedRow(title, tuple(rows), fields)


def _field(fields: Sequence[Field]) -> FoldedField:
    """Behind anywhere is behind; else open anywhere is open, and so is what nothing is known of."""
    if not fields:
        return FoldedField(None, None, asked=False)
    silences = {one.silence for one in fields}
    found = [one.regret for one in fields if one.regret]
    if not found:
        return FoldedField(None, None, gravest(silences))
    classes = {one.proven for one in found}
    if Silence.LATE in silences:
        classes.add(Class.OPEN)
    worst = next(one for one in (Class.BEHIND, Class.OPEN, Class.GOOD) if one in classes)
    return FoldedField(max(one.value for one in found), worst, gravest(silences))
