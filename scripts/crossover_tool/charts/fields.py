"""A grid of coloured fields: one for each place, in the colour of the strategy that wins there, or
with a dot for each that may."""

from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.cell_grid import CellGrid, winner
from crossover_tool.charts.frame import Words, frame
from crossover_tool.charts.style import INK, QUIET, STRATEGY_COLOURS, colour, figure
from crossover_tool.stats.verdict import Verdict
from crossover_tool.units import show

ROW_POINTS, LEAST_ROWS_POINTS, MOST_ROWS_POINTS = 46.0, 130.0, 420.0
LEFT, RIGHT = 0.085, 0.985
FOOT_POINTS, LEGEND_POINTS, LEGEND_LINE_POINTS, MOST_IN_A_LINE = 44.0, 40.0, 15.0, 7
MOST_TEXTS = 14
"""With more columns the lead of a winner no longer fits into its field."""
MOST_DOTS_IN_A_LINE, DOT_POINTS = 4, 7.0

UNRESOLVED, TIE, VOID = "#D5D8DC", "#AEB4BA", "#FFFFFF"
LOOKS = {
    Verdict.UNRESOLVED: (UNRESOLVED, "", "not resolved"),
    Verdict.TIE: (TIE, "////", "tie"),
    Verdict.VOID: (VOID, "xx", "VOID or not measured"),
}


def draw_fields(chart: CellGrid, words: Words) -> Any:
    """The figure; columns and rows stand at equal distances, whatever the values between which they
    step."""
    columns, rows = chart.columns, chart.rows
    rows_points = min(MOST_ROWS_POINTS, max(LEAST_ROWS_POINTS, ROW_POINTS * len(rows)))
    handles = _handles(chart)
    legend_points = LEGEND_POINTS + LEGEND_LINE_POINTS * ((len(handles) - 1) // MOST_IN_A_LINE)
    height = (96.0 + 12.0 * len(words.caption) + FOOT_POINTS + legend_points + rows_points) / 72.0
    drawn = figure(height)
    bottom, top = frame(drawn, words)
    points = height * 72.0
    bottom, legend_top = bottom + FOOT_POINTS / points, top + 6.0 / points
    top -= legend_points / points
    axes = drawn.add_axes((LEFT, bottom, RIGHT - LEFT, top - bottom))
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(-0.5, len(rows) - 0.5)
    for x, column in enumerate(columns):
        for y, row in enumerate(rows):
            _draw_field(axes, x, y, chart.at(column, row), len(columns) <= MOST_TEXTS)
    axes.set_xticks(range(len(columns)), [chart.x.text(value) for value in columns])
    axes.set_yticks(range(len(rows)), [chart.y.text(value) for value in rows])
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xlabel(chart.x.word.replace("_", " "))
    axes.set_title(chart.y.word.replace("_", " "), loc="left", fontsize=9.5, color=QUIET, pad=6)
    _legend(drawn, handles, legend_top)
    return drawn


def look(result: CellResult | None) -> tuple[str, str]:
    """The colour and hatching of a field."""
    won = winner(result)
    if won:
        return colour(won), ""
    verdict = result.front.verdict if result and result.ranked else Verdict.VOID
    return LOOKS[verdict][:2]


def _draw_field(axes: Any, x: int, y: int, result: CellResult | None, with_text: bool) -> None:
    from matplotlib.patches import Rectangle

    face, hatch = look(result)
    corner = (x - 0.485, y - 0.47)
    axes.add_patch(
        Rectangle(corner, 0.97, 0.94, facecolor=face, hatch=hatch, edgecolor="white", linewidth=0)
    )
    lead = _lead(result) if with_text else ""
    if lead:
        axes.text(
            x,
            y,
            lead,
            ha="center",
            va="center",
            fontsize=9,
            color=_readable(face),
            fontweight="bold",
        )
    for place, strategy in enumerate(candidates(result) if with_text else ()):
        _draw_dot(axes, x, y, place, len(candidates(result)), colour(strategy))


def candidates(result: CellResult | None) -> tuple[str, ...]:
    """The strategies that nothing was proven to beat where none wins, in their usual order; none
    where that is all of them."""
    if not result or winner(result) or result.front.verdict is Verdict.VOID:
        return ()
    front = set(result.front.strategies)
    if front >= {measured.contender.strategy for measured in result.ranked}:
        return ()
    return (*(s for s in STRATEGY_COLOURS if s in front), *sorted(front - set(STRATEGY_COLOURS)))


def _draw_dot(axes: Any, x: int, y: int, place: int, of: int, tint: str) -> None:
    """Dots stand in lines of four, each line centred on the field."""
    line, column = divmod(place, MOST_DOTS_IN_A_LINE)
    lines = -(-of // MOST_DOTS_IN_A_LINE)
    in_line = min(of - line * MOST_DOTS_IN_A_LINE, MOST_DOTS_IN_A_LINE)
    axes.plot(
        x + (column - (in_line - 1) / 2.0) * 0.21,
        y + ((lines - 1) / 2.0 - line) * 0.3,
        marker="o",
        markersize=DOT_POINTS,
        color=tint,
        markeredgecolor="white",
        markeredgewidth=0.8,
    )


def _lead(result: CellResult | None) -> str:
    """How far the next strategy lies behind a winner: `2.3x`; "" where nobody wins."""
    if not result or not winner(result):
        return ""
    behind = [m for m in result.ranked if m.contender.strategy != winner(result)]
    return show.ratio(result.ratio(behind[0])) if behind else ""


def _readable(face: str) -> str:
    """Black or white, whichever stands out (the luma of ITU-R BT.601)."""
    red, green, blue = (int(face[place : place + 2], 16) for place in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "white"


def _handles(chart: CellGrid) -> list[Any]:
    from matplotlib.patches import Patch

    shown = {winner(result) for result in chart.cells} - {""}
    shown |= {strategy for result in chart.cells for strategy in candidates(result)}
    known = [strategy for strategy in STRATEGY_COLOURS if strategy in shown]
    handles = [Patch(facecolor=colour(s), label=s) for s in [*known, *sorted(shown - set(known))]]
    places = [chart.at(column, row) for column in chart.columns for row in chart.rows]
    open_places = [result for result in places if not winner(result)]
    for face, hatch, text in LOOKS.values():
        if any(look(result) == (face, hatch) for result in open_places):
            handles.append(Patch(facecolor=face, hatch=hatch, edgecolor="white", label=text))
    return handles


def _legend(drawn: Any, handles: list[Any], y: float) -> None:
    lines = max(1, -(-len(handles) // MOST_IN_A_LINE))
    drawn.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.004, y),
        ncol=max(1, -(-len(handles) // lines)),
        frameon=False,
        fontsize=8.5,
        labelcolor=QUIET,
        handlelength=1.4,
        handletextpad=0.5,
        columnspacing=1.2,
    )
