"""The regret matrix as a picture: questions by falling share of waiting, choices across, in each
field the regret; what each choice guarantees at the foot, the smallest set that suffices at the
side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.analysis.choice import on_all_cores, strategy_of
from crossover_tool.analysis.field_words import OPEN, UNASKED, in_place_of_guarantee, marked
from crossover_tool.analysis.matrix_fold import FoldedField, FoldedRow, unfolded
from crossover_tool.analysis.regret_matrix import Matrix
from crossover_tool.charts.frame import Words, caption_points, frame
from crossover_tool.charts.style import WIDTH_INCHES, Palette, figure
from crossover_tool.stats.regret import Class
from crossover_tool.units import show

ROW_POINTS, HEAD_POINTS, FRAME_POINTS, FOOT_ROWS = 19.0, 48.0, 88.0, 2
QUESTION, SHARE, SIDE = 4.0, 0.62, 1.1
"""Widths in fields: the question, its share of waiting, what the smallest set says."""
LONGEST_QUESTION, KEPT_BEGINNING = 40, 19
FIELD_WIDTH, FIELD_HEIGHT = 0.94, 0.86
LEFT, WHOLE = 0.012, 0.976
"""Figure fractions: where the table begins, and its width."""
HEADING_POINTS, HEADING_NEEDS = 8.0, 51.0
"""The size of a heading, and the width of a field that the longest, `semaphore`, takes at it."""


@dataclass(frozen=True)
class _Table:
    """Where everything stands: x in fields, y in rows from the top."""

    axes: Any
    matrix: Matrix
    rows: Sequence[FoldedRow]
    palette: Palette

    def write(self, x: float, y: float, text: str, **more: Any) -> None:
        """Text in the ink of the picture, unless told otherwise."""
        known = {"ha": "center", "va": "center", "fontsize": 8.5, "color": self.palette.ink}
        self.axes.text(x, y, text, **{**known, **more})

    def box(self, x: float, y: float, face: str, hatch: str = "") -> None:
        """A field, its centre at (x, y)."""
        from matplotlib.patches import Rectangle

        corner = (x - FIELD_WIDTH / 2, y - FIELD_HEIGHT / 2)
        look = {"facecolor": face, "edgecolor": self.palette.faint, "linewidth": 0}
        self.axes.add_patch(Rectangle(corner, FIELD_WIDTH, FIELD_HEIGHT, hatch=hatch, **look))


def draw_matrix(matrix: Matrix, words: Words, palette: Palette) -> Any:
    """The figure; as many rows as there are questions."""
    rows = unfolded(matrix)
    points = FRAME_POINTS + caption_points(words) + table_points(len(rows))
    drawn = figure(points / 72.0, palette)
    bottom, top = frame(drawn, words, palette)
    fill_matrix(drawn, (bottom, top), matrix, rows, palette)
    return drawn


def table_points(rows: int) -> float:
    """The height of a matrix of so many rows, in points."""
    return HEAD_POINTS + ROW_POINTS * (rows + FOOT_ROWS)


def fill_matrix(
    drawn: Any,
    ends: tuple[float, float],
    matrix: Matrix,
    rows: Sequence[FoldedRow],
    palette: Palette,
) -> None:
    """The matrix, in these rows, between two heights of a figure (fractions of it)."""
    bottom, top = ends
    axes = drawn.add_axes((LEFT, bottom, WHOLE, top - bottom))
    axes.set_axis_off()
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(0.0, QUESTION + SHARE + len(matrix.choices) + SIDE)
    space = (top - bottom) * drawn.get_figheight() * 72.0
    head, foot = HEAD_POINTS / ROW_POINTS, (space - HEAD_POINTS) / ROW_POINTS
    axes.set_ylim(foot - 0.5, -head - 0.5)
    table = _Table(axes, matrix, rows, palette)
    _head(table)
    for place, row in enumerate(rows):
        _row(table, place, row)
    _foot(table, len(rows) + 0.45)


def _x(place: int) -> float:
    return QUESTION + SHARE + place + 0.5


def _head(table: _Table) -> None:
    fields = QUESTION + SHARE + len(table.matrix.choices) + SIDE
    room = WHOLE * WIDTH_INCHES * 72.0 / fields / HEADING_NEEDS
    for place, choice in enumerate(table.matrix.choices):
        x = _x(place)
        told: dict[str, Any] = {"fontweight": "bold", "va": "bottom", "linespacing": 1.0}
        told["fontsize"] = HEADING_POINTS * min(1.0, room)
        table.write(x, -0.85, _heading(choice), **told)
        _strip(table, x, choice)
    quiet = {"fontsize": 8.0, "color": table.palette.quiet, "va": "bottom"}
    table.write(QUESTION + SHARE / 2, -0.85, "waits", **quiet)
    if table.matrix.smallest:
        table.write(_x(len(table.matrix.choices)), -0.85, "one of the\nsmallest set", **quiet)


def _strip(table: _Table, x: float, choice: str) -> None:
    """The colour of a choice below its heading; hollow where it runs on all cores."""
    from matplotlib.patches import Rectangle

    tint = table.palette.strategy(strategy_of(choice))
    face = table.palette.paper if on_all_cores(choice) else tint
    corner, size = (x - 0.45, -0.74), (0.9, 0.17)
    look = {"facecolor": face, "edgecolor": tint, "linewidth": 1.2}
    table.axes.add_patch(Rectangle(corner, *size, **look))


def _heading(choice: str) -> str:
    """A choice in the width of a field: `gather`, `on all`, `cores`."""
    strategy, _, more = choice.partition(" ")
    lines = strategy.replace("_", "_\n") if len(strategy) > 10 else strategy
    return "\n".join([lines, *([more.replace("all ", "all\n")] if more else [])])


def _row(table: _Table, y: int, row: FoldedRow) -> None:
    table.write(0.0, y, shortened(row.title), ha="left")
    share = _waits(row)
    table.write(QUESTION + SHARE / 2, y, share, color=table.palette.quiet, fontsize=7.5)
    for place, field in enumerate(row.fields):
        _field(table, _x(place), y, field)
    for place, choice in enumerate(taken(table.matrix, row)):
        left = _x(len(table.matrix.choices)) - 0.2
        look = table.palette.point(choice)
        table.axes.plot(left + 0.3 * place, y, marker="s", markersize=6, **look)


def _waits(row: FoldedRow) -> str:
    """The share of waiting: `90%`, `10–90%` over several questions, "" where it is not known."""
    known = [one.share_of_waiting for one in row.questions if one.share_of_waiting is not None]
    if not known:
        return ""
    low, high = f"{min(known):.0%}", f"{max(known):.0%}"
    return high if low == high else f"{low.removesuffix('%')}–{high}"


def taken(matrix: Matrix, row: FoldedRow) -> list[str]:
    """The choices of the largest of the smallest sets that are good enough at a row."""
    members = matrix.smallest[-1].choices if matrix.smallest else ()
    good = {
        choice
        for choice, field in zip(matrix.choices, row.fields)
        if field.proven is Class.GOOD and not field.missing
    }
    return [choice for choice in members if choice in good]


def shortened(title: str) -> str:
    """A question that fits its column: its beginning and its end, which tell it from others."""
    if len(title) <= LONGEST_QUESTION:
        return title
    return f"{title[:KEPT_BEGINNING]}…{title[KEPT_BEGINNING + 1 - LONGEST_QUESTION :]}"


def _field(table: _Table, x: float, y: float, field: FoldedField) -> None:
    palette = table.palette
    if not field.asked:
        table.write(x, y, UNASKED, color=palette.quiet)
        return
    if field.worst is None:
        if field.silence:
            table.box(x, y, palette.paper, "xxxx")
            table.write(x, y, field.silence.value, fontsize=8, bbox=_under(palette.paper))
        return
    proven = field.proven or Class.BEHIND
    text = marked(show.ratio(field.worst) + ("!" if field.missing else ""), proven)
    if proven is Class.OPEN:
        table.box(x, y, palette.open, "////")
        table.write(x, y, text, bbox=_under(palette.open))
    elif proven is Class.GOOD:
        table.box(x, y, palette.good)
        table.write(x, y, text, fontweight="bold", color=palette.good_ink)
    else:
        table.box(x, y, palette.behind)
        table.write(x, y, text, color=palette.behind_ink)


def _under(face: str) -> Mapping[str, Any]:
    """What keeps a figure readable on hatching."""
    return {"facecolor": face, "edgecolor": "none", "pad": 1.0}


def _foot(table: _Table, y: float) -> None:
    across = [0.0, _x(len(table.matrix.choices)) - 0.5]
    table.axes.plot(across, [y - 0.8] * 2, color=table.palette.quiet, linewidth=0.8)
    table.write(0.0, y, "good enough, of those asked", ha="left", fontweight="bold")
    table.write(0.0, y + 0.85, "at worst", ha="left", fontweight="bold")
    for place, choice in enumerate(table.matrix.choices):
        known = table.matrix.guarantees[choice]
        table.write(_x(place), y, f"{known.good} of {known.asked}")
        silences = table.matrix.silences(choice)
        silence = in_place_of_guarantee(silences)
        open_end = f" {OPEN}" if any(silences) else ""
        worst = silence.value if silence else show.ratio(known.worst) + open_end
        table.write(_x(place), y + 0.85, worst)
