"""The regret matrix as a picture: questions by falling share of waiting, choices across, in each
field the regret; what each choice guarantees at the foot, the smallest set that suffices at the
side."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.analysis.guarantee import Sufficient
from crossover_tool.analysis.regret_matrix import Field, Matrix, Question
from crossover_tool.charts.frame import CAPTION_WIDTH, Words, frame
from crossover_tool.charts.style import DARK, LIGHT, WIDTH_INCHES, Palette, figure
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
    palette: Palette

    def write(self, x: float, y: float, text: str, **more: Any) -> None:
        """Text in the ink of the picture, unless told otherwise."""
        known = {"ha": "center", "va": "center", "fontsize": 8.5, "color": self.palette.ink}
        self.axes.text(x, y, text, **{**known, **more})

    def box(self, x: float, y: float, face: str, hatch: str = "") -> None:
        """A field, its centre at (x, y)."""
        from matplotlib.patches import Rectangle

        corner = (x - FIELD_WIDTH / 2, y - FIELD_HEIGHT / 2)
        self.axes.add_patch(
            Rectangle(
                corner,
                FIELD_WIDTH,
                FIELD_HEIGHT,
                facecolor=face,
                hatch=hatch,
                edgecolor=self.palette.faint,
                linewidth=0,
            )
        )


def draw_matrix(matrix: Matrix, words: Words, dark: bool = False) -> Any:
    """The figure; as many rows as there are questions."""
    palette = DARK if dark else LIGHT
    rows = len(matrix.rows)
    lines = sum(len(textwrap.wrap(text, CAPTION_WIDTH)) for text in words.caption)
    points = FRAME_POINTS + 11.0 * lines + HEAD_POINTS + ROW_POINTS * (rows + FOOT_ROWS)
    drawn = figure(points / 72.0, palette)
    bottom, top = frame(drawn, words, palette)
    axes = drawn.add_axes((LEFT, bottom, WHOLE, top - bottom))
    axes.set_axis_off()
    axes.set_xticks([])
    axes.set_yticks([])
    width = QUESTION + SHARE + len(matrix.choices) + SIDE
    axes.set_xlim(0.0, width)
    space = (top - bottom) * points
    row_points = ROW_POINTS
    head, foot = HEAD_POINTS / row_points, (space - HEAD_POINTS) / row_points
    axes.set_ylim(foot - 0.5, -head - 0.5)
    table = _Table(axes, matrix, palette)
    _head(table)
    for place, row in enumerate(matrix.rows):
        _row(table, place, row)
    _foot(table, rows + 0.45)
    return drawn


def _x(place: int) -> float:
    return QUESTION + SHARE + place + 0.5


def _head(table: _Table) -> None:
    fields = QUESTION + SHARE + len(table.matrix.choices) + SIDE
    room = WHOLE * WIDTH_INCHES * 72.0 / fields / HEADING_NEEDS
    for place, choice in enumerate(table.matrix.choices):
        x = _x(place)
        strategy = choice.partition(" ")[0]
        told: dict[str, Any] = {"fontweight": "bold", "va": "bottom", "linespacing": 1.0}
        told["fontsize"] = HEADING_POINTS * min(1.0, room)
        table.write(x, -0.85, _heading(choice), **told)
        tint = table.palette.strategy(strategy)
        table.axes.plot([x - 0.45, x + 0.45], [-0.66, -0.66], color=tint, linewidth=3.5)
    quiet = {"fontsize": 8.0, "color": table.palette.quiet, "va": "bottom"}
    table.write(QUESTION + SHARE / 2, -0.85, "waits", **quiet)
    if table.matrix.smallest:
        table.write(_x(len(table.matrix.choices)), -0.85, "one of the\nsmallest set", **quiet)


def _heading(choice: str) -> str:
    """A choice in the width of a field: `gather`, `on all`, `cores`."""
    strategy, _, more = choice.partition(" ")
    lines = strategy.replace("_", "_\n") if len(strategy) > 10 else strategy
    return "\n".join([lines, *([more.replace("all ", "all\n")] if more else [])])


def _row(table: _Table, y: int, row: Question) -> None:
    table.write(0.0, y, shortened(row.title), ha="left")
    share = row.share_of_waiting
    if share is not None:
        table.write(QUESTION + SHARE / 2, y, f"{share:.0%}", color=table.palette.quiet, fontsize=8)
    for place, choice in enumerate(table.matrix.choices):
        field = row.fields.get(choice)
        if field:
            _field(table, _x(place), y, field)
    for place, strategy in enumerate(taken(row, table.matrix.smallest)):
        tint = table.palette.strategy(strategy)
        left = _x(len(table.matrix.choices)) - 0.2
        table.axes.plot(left + 0.3 * place, y, marker="s", markersize=6, color=tint)


def taken(row: Question, smallest: Sequence[Sufficient]) -> list[str]:
    """The strategies of the largest of the smallest sets that are good enough at a question."""
    members = smallest[-1].choices if smallest else ()
    return [choice.partition(" ")[0] for choice in members if choice in row.good]


def shortened(title: str) -> str:
    """A question that fits its column: its beginning and its end, which tell it from others."""
    if len(title) <= LONGEST_QUESTION:
        return title
    return f"{title[:KEPT_BEGINNING]}…{title[KEPT_BEGINNING + 1 - LONGEST_QUESTION :]}"


def _field(table: _Table, x: float, y: float, field: Field) -> None:
    palette = table.palette
    if field.regret is None:
        table.box(x, y, palette.paper, "xxxx")
        table.write(x, y, "fails", fontsize=8, color=palette.ink, bbox=_under(palette.paper))
        return
    text = show.ratio(field.regret.value)
    if field.regret.proven is Class.OPEN:
        table.box(x, y, palette.open, "////")
        table.write(x, y, f"{text} ?", bbox=_under(palette.open))
    elif field.regret.proven is Class.GOOD:
        table.box(x, y, palette.good)
        table.write(x, y, f"✓ {text}", fontweight="bold", color=palette.good_ink)
    else:
        table.box(x, y, palette.behind)
        table.write(x, y, text, color=palette.behind_ink)


def _under(face: str) -> Mapping[str, Any]:
    """What keeps a figure readable on hatching."""
    return {"facecolor": face, "edgecolor": "none", "pad": 1.0}


def _foot(table: _Table, y: float) -> None:
    table.axes.plot(
        [0.0, _x(len(table.matrix.choices)) - 0.5],
        [y - 0.8] * 2,
        color=table.palette.quiet,
        linewidth=0.8,
    )
    table.write(0.0, y, "good enough, of those asked", ha="left", fontweight="bold")
    table.write(0.0, y + 0.85, "at worst", ha="left", fontweight="bold")
    for place, choice in enumerate(table.matrix.choices):
        known = table.matrix.guarantees[choice]
        table.write(_x(place), y, f"{known.good} of {known.asked}")
        worst = "fails" if known.failing else show.ratio(known.worst)
        table.write(_x(place), y + 0.85, worst)
