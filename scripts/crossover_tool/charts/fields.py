"""A grid of coloured fields: one for each place, in the colour of the strategy that wins there, or
with a dot for each that may; lines where another takes over."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.cell_grid import CellGrid, winner
from crossover_tool.analysis.choice import on_all_cores, strategy_of
from crossover_tool.charts.frame import Words, frame
from crossover_tool.charts.style import (
    DARK,
    INK,
    LIGHT,
    STRATEGY_COLOURS,
    Palette,
    dress,
    figure,
    legend,
)
from crossover_tool.stats.verdict import Verdict
from crossover_tool.units import show

ROW_POINTS, LEAST_ROWS_POINTS, MOST_ROWS_POINTS = 46.0, 130.0, 420.0
LEFT, RIGHT = 0.085, 0.985
FOOT_POINTS, LEGEND_POINTS, LEGEND_LINE_POINTS, MOST_IN_A_LINE = 44.0, 40.0, 15.0, 7
MOST_TEXTS = 14
"""With more columns the lead of a winner no longer fits into its field."""
MOST_DOTS_IN_A_LINE, DOT_POINTS = 4, 7.0

LOOKS = {
    Verdict.UNRESOLVED: ("", "not resolved"),
    Verdict.TIE: ("////", "tie"),
    Verdict.VOID: ("xx", "VOID or not measured"),
}
"""How a field is hatched that nobody owns, and why nobody does."""
FACES = {
    LIGHT: {Verdict.UNRESOLVED: "#D5D8DC", Verdict.TIE: "#AEB4BA", Verdict.VOID: LIGHT.paper},
    DARK: {Verdict.UNRESOLVED: "#30363D", Verdict.TIE: "#545C65", Verdict.VOID: DARK.paper},
}
ALL_CORES_HATCH = ".."
"""Tells a strategy on all cores from the same on one loop, whose colour it has."""


@dataclass(frozen=True)
class Place:
    """What a field shows: who owns it (a strategy or a choice, "": nobody does), else why nobody
    does and who may; and the text of an owner's lead."""

    owner: str
    verdict: Verdict
    candidates: tuple[str, ...] = ()
    text: str = ""

    def look(self, palette: Palette = LIGHT) -> tuple[str, str]:
        if self.owner:
            return _owned(self.owner, palette)
        return FACES[palette][self.verdict], LOOKS[self.verdict][0]


PlaceOf = Callable[[CellResult | None], Place]


def _owned(choice: str, palette: Palette) -> tuple[str, str]:
    return palette.strategy(strategy_of(choice)), ALL_CORES_HATCH if on_all_cores(choice) else ""


def _lines(face: str, palette: Palette) -> str:
    """The colour of hatching: paper, where the field is not paper itself."""
    return palette.frame if face == palette.paper else palette.paper


def by_time(result: CellResult | None) -> Place:
    """Who is proven fastest."""
    verdict = result.front.verdict if result and result.ranked else Verdict.VOID
    return Place(winner(result), verdict, candidates(result), _lead(result))


def draw_fields(
    chart: CellGrid,
    words: Words,
    place_of: PlaceOf = by_time,
    told: Mapping[Verdict, str] | None = None,
    palette: Palette = LIGHT,
) -> Any:
    """The figure; columns and rows stand at equal distances, whatever the values between which they
    step. `told` says in the legend why a field has no owner, where not as for time."""
    columns, rows = chart.columns, chart.rows
    places = [[place_of(chart.at(column, row)) for column in columns] for row in rows]
    rows_points = min(MOST_ROWS_POINTS, max(LEAST_ROWS_POINTS, ROW_POINTS * len(rows)))
    handles = _handles([place for line in places for place in line], told or {}, palette)
    legend_points = LEGEND_POINTS + LEGEND_LINE_POINTS * ((len(handles) - 1) // MOST_IN_A_LINE)
    height = (96.0 + 12.0 * len(words.caption) + FOOT_POINTS + legend_points + rows_points) / 72.0
    drawn = figure(height, palette)
    bottom, top = frame(drawn, words, palette)
    points = height * 72.0
    bottom, legend_top = bottom + FOOT_POINTS / points, top + 6.0 / points
    top -= legend_points / points
    axes = drawn.add_axes((LEFT, bottom, RIGHT - LEFT, top - bottom))
    dress(axes, palette)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(-0.5, len(rows) - 0.5)
    for y, line in enumerate(places):
        for x, place in enumerate(line):
            _draw_field(axes, (x, y), place, len(columns) <= MOST_TEXTS, palette)
    told_apart = {"color": palette.ink, "linewidth": 2.2, "solid_capstyle": "butt"}
    for xs, ys in borders(places):
        axes.plot(xs, ys, gid="border", zorder=5, **told_apart)
    axes.set_xticks(range(len(columns)), [chart.x.text(value) for value in columns])
    axes.set_yticks(range(len(rows)), [chart.y.text(value) for value in rows])
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xlabel(chart.x.word.replace("_", " "))
    axes.set_title(
        chart.y.word.replace("_", " "), loc="left", fontsize=9.5, color=palette.quiet, pad=6
    )
    _legend(drawn, handles, legend_top, palette)
    return drawn


def borders(
    places: Sequence[Sequence[Place]],
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The ends (xs, ys) of the line between each two neighbours that have different owners: a
    crossover lies between them."""
    for y, line in enumerate(places):
        for x, place in enumerate(line):
            right = line[x + 1] if x + 1 < len(line) else place
            above = places[y + 1][x] if y + 1 < len(places) else place
            if _differ(place, right):
                yield (x + 0.5, x + 0.5), (y - 0.5, y + 0.5)
            if _differ(place, above):
                yield (x - 0.5, x + 0.5), (y + 0.5, y + 0.5)


def _differ(one: Place, other: Place) -> bool:
    return bool(one.owner and other.owner) and one.owner != other.owner


def _draw_field(
    axes: Any, at: tuple[int, int], place: Place, with_text: bool, palette: Palette
) -> None:
    from matplotlib.patches import Rectangle

    (x, y), (face, hatch) = at, place.look(palette)
    look = {"facecolor": face, "hatch": hatch, "edgecolor": _lines(face, palette), "linewidth": 0}
    axes.add_patch(Rectangle((x - 0.485, y - 0.47), 0.97, 0.94, **look))
    if not with_text:
        return
    if place.text:
        told = {"ha": "center", "va": "center", "fontsize": 9, "fontweight": "bold"}
        under = {"facecolor": face, "edgecolor": "none", "pad": 1.0} if hatch else None
        axes.text(x, y, place.text, color=readable(face), bbox=under, **told)
    for number, choice in enumerate(place.candidates):
        _draw_dot(axes, at, number, len(place.candidates), choice, palette)


def candidates(result: CellResult | None) -> tuple[str, ...]:
    """The strategies that nothing was proven to beat where none wins, in their usual order; none
    where that is all of them."""
    if not result or winner(result) or result.front.verdict is Verdict.VOID:
        return ()
    front = set(result.front.strategies)
    if front >= {measured.contender.strategy for measured in result.ranked}:
        return ()
    return (*(s for s in STRATEGY_COLOURS if s in front), *sorted(front - set(STRATEGY_COLOURS)))


def _draw_dot(
    axes: Any, at: tuple[int, int], place: int, of: int, choice: str, palette: Palette
) -> None:
    """Dots stand in lines of four, each line centred on the field; hollow: on all cores."""
    tint, hollow = palette.strategy(strategy_of(choice)), on_all_cores(choice)
    line, column = divmod(place, MOST_DOTS_IN_A_LINE)
    lines = -(-of // MOST_DOTS_IN_A_LINE)
    in_line = min(of - line * MOST_DOTS_IN_A_LINE, MOST_DOTS_IN_A_LINE)
    face, edge = (palette.paper, tint) if hollow else (tint, palette.paper)
    look = {"markerfacecolor": face, "markeredgecolor": edge, "color": tint}
    width = 1.6 if hollow else 0.8
    x = at[0] + (column - (in_line - 1) / 2.0) * 0.21
    y = at[1] + ((lines - 1) / 2.0 - line) * 0.3
    axes.plot(x, y, marker="o", markersize=DOT_POINTS, markeredgewidth=width, **look)


def _lead(result: CellResult | None) -> str:
    """How far the next strategy lies behind a winner: `2.3x`; "" where nobody wins."""
    if not result or not winner(result):
        return ""
    behind = [m for m in result.ranked if m.contender.strategy != winner(result)]
    return show.ratio(result.ratio(behind[0])) if behind else ""


def readable(face: str) -> str:
    """Black or white, whichever stands out (the luma of ITU-R BT.601)."""
    red, green, blue = (int(face[place : place + 2], 16) for place in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "white"


def _handles(places: Sequence[Place], told: Mapping[Verdict, str], palette: Palette) -> list[Any]:
    from matplotlib.patches import Patch

    named = {place.owner for place in places} - {""}
    named |= {choice for place in places for choice in place.candidates}
    handles = []
    for choice in sorted(named, key=_usual):
        face, hatch = _owned(choice, palette)
        handles.append(Patch(facecolor=face, hatch=hatch, edgecolor=palette.paper, label=choice))
    for verdict, (hatch, text) in LOOKS.items():
        if any(not place.owner and place.verdict is verdict for place in places):
            label, face = told.get(verdict, text), FACES[palette][verdict]
            edge = _lines(face, palette)
            handles.append(Patch(facecolor=face, hatch=hatch, edgecolor=edge, label=label))
    return handles


def _usual(choice: str) -> tuple[int, str]:
    """Strategies in the order of their colours, each on one loop before the same on all cores."""
    known = list(STRATEGY_COLOURS)
    strategy = strategy_of(choice)
    return (known.index(strategy) if strategy in known else len(known), choice)


def _legend(drawn: Any, handles: list[Any], y: float, palette: Palette) -> None:
    lines = max(1, -(-len(handles) // MOST_IN_A_LINE))
    columns = max(1, -(-len(handles) // lines))
    close = {"handlelength": 1.4, "handletextpad": 0.5, "columnspacing": 1.2}
    legend(drawn, handles, y, palette, ncol=columns, **close)
