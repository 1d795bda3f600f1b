"""The regret matrix as a table: choices across, questions down, readable without colour."""

from collections.abc import Sequence

from crossover_tool.analysis.choice import ALL_CORES
from crossover_tool.analysis.field_words import GOOD, OPEN, UNASKED, Silence, in_place_of_guarantee
from crossover_tool.analysis.matrix_fold import FoldedField, FoldedRow
from crossover_tool.analysis.regret_matrix import Matrix
from crossover_tool.stats.regret import Class
from crossover_tool.units import show
from crossover_tool.views.view import Column, Table

MARKS = {Class.GOOD: GOOD, Class.OPEN: OPEN, Class.BEHIND: " "}
STYLES = {Class.GOOD: "bold green", Class.OPEN: "yellow", Class.BEHIND: "red"}
NOT_ASKED = f"{UNASKED} "
HEADINGS = {
    "sequential": "sequen-\ntial",
    "gather" + ALL_CORES: "gather\n(cores)",
    "semaphore": "sema-\nphore",
    "semaphore" + ALL_CORES: "semaph.\n(cores)",
    "thread_pool": "thread_\npool",
    "process_pool": "process_\npool",
}
"""In the width of a figure. `(cores)`: a loop on every core."""

IMPORTANCE = (
    *("gather", "thread_pool", "sequential", "process_pool"),
    *("semaphore", "offload", "gather" + ALL_CORES, "semaphore" + ALL_CORES),
)
"""Who stays where not all columns fit: the four that most people choose between first."""


def key(margin: float, rows: Sequence[FoldedRow]) -> str:
    """What the marks in these rows mean, in one line of 80 letters; what is in none of them is not
    explained."""
    within = f"within {show.percent(margin)}"
    shown = [_text(one) for row in rows for one in row.fields]
    some = ["! fails or cannot at one"] if any("!" in text for text in shown) else []
    late = ["late: no figure"] if Silence.LATE in map(str.strip, shown) else []
    unasked = [f"{UNASKED} not asked"] if NOT_ASKED in shown else []
    if some or late or unasked:
        told = [f"{GOOD} good enough ({within})", f"{OPEN} open", *some, *late, *unasked]
        return "; ".join(told)
    return f"{GOOD} good enough, proven {within}; {OPEN} open, not proven either way"


def table(found: Matrix, rows: Sequence[FoldedRow], title: str = "") -> Table:
    """The matrix in these rows, and the guarantee of each choice below them."""
    columns = [Column("time over\nthe best's", 100, right=False, wraps=True)]
    columns += [Column(HEADINGS.get(c, c), _weight(c)) for c in found.choices]
    texts = [(row.title, *(_text(one) for one in row.fields)) for row in rows]
    marks = [("", *(_style(one) for one in row.fields)) for row in rows]
    if len(found.rows) > 1:
        texts.append(("at worst", *(_worst(found, choice) for choice in found.choices)))
        marks.append(("bold", *("bold" for _ in found.choices)))
    return Table(tuple(columns), tuple(texts), title, marks=tuple(marks), gap=1)


def _weight(choice: str) -> int:
    known = IMPORTANCE.index(choice) if choice in IMPORTANCE else len(IMPORTANCE)
    return 90 - known


def _text(one: FoldedField) -> str:
    if one.worst is None or one.proven is None:
        if not one.asked:
            return NOT_ASKED
        return f"{one.silence.value:<6}" if one.silence else ""
    return f"{show.ratio(one.worst)}{'!' if one.missing else MARKS[one.proven]}"


def _style(one: FoldedField) -> str:
    if not one.asked:
        return "dim"
    if one.proven is None or one.missing:
        return "red"
    return STYLES[one.proven]


def _worst(found: Matrix, choice: str) -> str:
    """The guarantee: none where it cannot run."""
    one = found.guarantees[choice]
    silences = found.silences(choice)
    if silence := in_place_of_guarantee(silences):
        return f"{silence.value:<6}"
    return f"{show.ratio(one.worst)}{MARKS[Class.OPEN] if any(silences) else ' '}"
