"""The poster: the answer of a run on one page, to print or to send on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.analysis.matrix_fold import FoldedRow
from crossover_tool.analysis.regret_matrix import Matrix
from crossover_tool.charts import cost_rows
from crossover_tool.charts.frame import LEFT, Words, frame
from crossover_tool.charts.matrix import fill_matrix, table_points
from crossover_tool.charts.style import Palette, figure
from crossover_tool.readable import wrapped

SENTENCE_WIDTH, LINE_POINTS, GAP_POINTS, FRAME_POINTS = 104, 15.0, 5.0, 128.0
HEADLINE_POINTS, BETWEEN_POINTS = 26.0, 14.0


@dataclass(frozen=True)
class Poster:
    """What stands on the page below its title: sentences, the matrix in some rows, and what the
    good enough cost at some questions (none: that part is left out)."""

    sentences: Sequence[str]
    matrix: Matrix
    rows: Sequence[FoldedRow]
    cost_names: Sequence[str]
    cost_panels: Sequence[cost_rows.CostPanel]


def draw_poster(poster: Poster, words: Words, palette: Palette) -> Any:
    """The figure, as high as its parts ask for."""
    told = [wrapped(sentence, SENTENCE_WIDTH) for sentence in poster.sentences]
    said_points = sum(LINE_POINTS * len(lines) + GAP_POINTS for lines in told)
    rows_points = table_points(len(poster.rows)) + HEADLINE_POINTS
    costs = len(poster.cost_names)
    cost_points = 0.0
    if costs:
        heads = BETWEEN_POINTS + HEADLINE_POINTS + cost_rows.HEAD_POINTS
        cost_points = heads + cost_rows.FOOT_POINTS + cost_rows.ROW_POINTS * costs
    points = FRAME_POINTS + said_points + rows_points + cost_points
    drawn = figure(points / 72.0, palette)
    bottom, top = frame(drawn, words, palette)
    y = _sentences(drawn, told, top, points, palette)
    y = _headline(drawn, "Time over that of the best choice", y, points, palette)
    below = y - table_points(len(poster.rows)) / points
    fill_matrix(drawn, (below, y), poster.matrix, poster.rows, palette)
    if costs:
        title = "What the good enough cost beside their time"
        y = _headline(drawn, title, below - BETWEEN_POINTS / points, points, palette)
        cost_rows.cost_legend(drawn, poster.cost_panels, palette, y + 4.0 / points)
        ends = (bottom + cost_rows.FOOT_POINTS / points, y - cost_rows.HEAD_POINTS / points)
        cost_rows.fill_cost_rows(drawn, ends, poster.cost_names, poster.cost_panels, palette)
    return drawn


def _sentences(
    drawn: Any, told: Sequence[Sequence[str]], top: float, points: float, palette: Palette
) -> float:
    """Writes them from a height down; returns the height below."""
    y = top
    for lines in told:
        for number, line in enumerate(lines):
            mark = "•  " if number == 0 else "    "
            drawn.text(LEFT, y, mark + line, fontsize=10.5, color=palette.ink, va="top")
            y -= LINE_POINTS / points
        y -= GAP_POINTS / points
    return y


def _headline(drawn: Any, text: str, y: float, points: float, palette: Palette) -> float:
    told = {"fontsize": 11.5, "fontweight": "bold", "color": palette.ink, "va": "top"}
    drawn.text(LEFT, y - 4.0 / points, text, **told)
    return y - HEADLINE_POINTS / points
