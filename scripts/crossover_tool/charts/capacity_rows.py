"""Capacities: a row a contender, a point where half of the samples keep the promise, and a bar over
what is proven."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.cell import Contender
from crossover_tool.charts import ticks
from crossover_tool.charts.frame import Words, caption_points, frame, title_points
from crossover_tool.charts.rows import beside
from crossover_tool.charts.style import Palette, figure, marker, marker_scale

ROW_POINTS, FRAME_POINTS, FOOT_POINTS = 30.0, 62.0, 40.0
NAMES, RIGHT = 0.205, 0.985
"""Figure fractions between which the panel stands."""
ROOM = 1.35
"""Beyond the largest, for its figure, and below the least."""


@dataclass(frozen=True)
class CapacityRow:
    """A contender with its capacity and the interval, in requests a second. `rate` is None beyond
    an end of what was searched, and so is the end of the interval there. `text` stands beside."""

    name: str
    rate: float | None
    low: float | None
    high: float | None
    text: str


def draw_capacities(rows: Sequence[CapacityRow], words: Words, palette: Palette) -> Any:
    """The figure; a bar that ends in an arrow goes on beyond what was searched, or proven."""
    said = title_points(words) + caption_points(words)
    points = FRAME_POINTS + said + FOOT_POINTS + ROW_POINTS * len(rows)
    drawn = figure(points / 72.0, palette)
    bottom, top = frame(drawn, words, palette)
    bottom += FOOT_POINTS / points
    axes = drawn.add_axes((NAMES, bottom, RIGHT - NAMES, top - bottom), facecolor=palette.paper)
    known = [end for row in rows for end in (row.rate, row.low, row.high) if end]
    ends = (min(known) / ROOM, max(known) * ROOM * ROOM)
    _prepare(axes, ends, len(rows), palette)
    for y, row in enumerate(rows):
        _draw_row(axes, y, row, ends, palette)
    return drawn


def _prepare(axes: Any, ends: tuple[float, float], count: int, palette: Palette) -> None:
    axes.set_xscale("log")
    axes.set_xlim(*ends)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_yticks([])
    for y in range(count):
        axes.axhline(y, color=palette.faint, linewidth=15.0, alpha=0.22, zorder=1)
    ticks.quantity(axes.xaxis, *ends, "{:,.0f}".format, True)
    axes.tick_params(axis="x", labelsize=8.5, colors=palette.quiet)
    axes.set_xlabel("requests a second (log), more is better", color=palette.quiet)
    for side in axes.spines.values():
        side.set_visible(False)


def _draw_row(
    axes: Any, y: int, row: CapacityRow, ends: tuple[float, float], palette: Palette
) -> None:
    who = Contender.parse(row.name)
    tint = palette.strategy(who.strategy)
    low, high = row.low or ends[0], row.high or ends[1]
    axes.plot([low, high], [y, y], color=tint, linewidth=2.2, solid_capstyle="butt", zorder=3)
    for at, known, sign in ((low, row.low, "<"), (high, row.high, ">")):
        end = ("|", 9.0) if known else (sign, 6.0)
        axes.plot(at, y, marker=end[0], markersize=end[1], color=tint, clip_on=False, zorder=3)
    if row.rate is not None:
        look = {"color": tint, "markeredgecolor": palette.paper, "markeredgewidth": 0.8}
        size = 8.5 * marker_scale(who.engine)
        axes.plot(row.rate, y, marker=marker(who.engine), markersize=size, zorder=4, **look)
    name = {"ha": "right", "fontsize": 9.0, "color": palette.ink}
    beside(axes, row.name, (0, y), -8, xycoords=axes.get_yaxis_transform(), **name)
    told = {"fontsize": 8.5, "color": palette.quiet}
    if row.high:
        beside(axes, row.text, (high, y), 8, ha="left", **told)
    else:
        beside(axes, row.text, (low, y), -8, ha="right", **told)
