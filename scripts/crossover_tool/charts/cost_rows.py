"""What the choices that are good enough cost beside their time: a row a question, a panel a cost, a
point a choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.analysis.choice import strategy_of
from crossover_tool.charts import ticks
from crossover_tool.charts.frame import Words, caption_points, frame
from crossover_tool.charts.matrix import shortened
from crossover_tool.charts.style import Palette, figure, legend
from crossover_tool.stats.regret import Regret
from crossover_tool.units import show

ROW_POINTS, FRAME_POINTS, HEAD_POINTS, FOOT_POINTS = 26.0, 92.0, 40.0, 24.0
NAMES, RIGHT, GAP = 0.335, 0.985, 0.03
"""Figure fractions: where the panels begin and end, and what stands between them."""
APART, MARKER_POINTS = 0.15, 5.0
"""Choices of a row stand under one another, so far apart (in rows): bars that overlap would hide
who is meant."""

LEAST = 0.93
"""Where a panel begins: left of 1x, so that its point is whole."""


@dataclass(frozen=True)
class CostPanel:
    """A cost over the questions: its title, and a row's regrets by choice; a question where it is
    not known has none."""

    title: str
    rows: Sequence[Mapping[str, Regret]]


def draw_cost_rows(
    names: Sequence[str], panels: Sequence[CostPanel], words: Words, palette: Palette
) -> Any:
    """The figure. A point at 1x costs least; bars are simultaneous intervals."""
    rows_points = HEAD_POINTS + FOOT_POINTS + ROW_POINTS * len(names)
    points = FRAME_POINTS + caption_points(words) + rows_points
    drawn = figure(points / 72.0, palette)
    bottom, top = frame(drawn, words, palette)
    bottom, key = bottom + FOOT_POINTS / points, top
    cost_legend(drawn, panels, palette, key)
    fill_cost_rows(drawn, (bottom, top - HEAD_POINTS / points), names, panels, palette)
    return drawn


def fill_cost_rows(
    drawn: Any,
    ends: tuple[float, float],
    names: Sequence[str],
    panels: Sequence[CostPanel],
    palette: Palette,
) -> None:
    """The panels between two heights of a figure (fractions of it), with the names at the left."""
    bottom, top = ends
    width = (RIGHT - NAMES - GAP * (len(panels) - 1)) / len(panels)
    for number, panel in enumerate(panels):
        place = (NAMES + number * (width + GAP), bottom, width, top - bottom)
        axes = drawn.add_axes(place, facecolor=palette.paper)
        _panel(axes, panel, palette)
        for y, name in enumerate(names if number == 0 else ()):
            told = {"ha": "left", "va": "center", "fontsize": 8.5, "color": palette.ink}
            axes.text(0.012, y, shortened(name), transform=_from_left(drawn, axes), **told)


def _from_left(drawn: Any, axes: Any) -> Any:
    """Across in fractions of the figure, down in rows."""
    from matplotlib.transforms import blended_transform_factory

    return blended_transform_factory(drawn.transFigure, axes.transData)


def _panel(axes: Any, panel: CostPanel, palette: Palette) -> None:
    ends = [one.value for row in panel.rows for one in row.values()]
    most = max([1.5, *ends]) * 1.15
    axes.set_xscale("log")
    axes.set_xlim(LEAST, most)
    axes.set_ylim(len(panel.rows) - 0.4, -0.6)
    for y, row in enumerate(panel.rows):
        axes.axhline(y, color=palette.faint, linewidth=13.0, alpha=0.22, zorder=1)
        for number, (choice, one) in enumerate(row.items()):
            _point(axes, y + APART * (number - (len(row) - 1) / 2.0), choice, one, palette)
    axes.axvline(1.0, color=palette.quiet, linewidth=1.0, zorder=2)
    axes.set_title(panel.title, loc="left", fontsize=9.5, color=palette.quiet, pad=6)
    axes.set_yticks([])
    ticks.ratios(axes.xaxis, LEAST, most, show.ratio)
    axes.tick_params(axis="x", labelsize=8, colors=palette.quiet)
    for side in axes.spines.values():
        side.set_visible(False)


def _point(axes: Any, y: float, choice: str, one: Regret, palette: Palette) -> None:
    tint = palette.strategy(strategy_of(choice))
    high = min(one.high, axes.get_xlim()[1])
    ends = [max(one.low, LEAST), max(high, one.low)]
    axes.plot(ends, [y, y], color=tint, linewidth=1.3, zorder=3)
    look = palette.point(choice)
    axes.plot(one.value, y, marker="o", markersize=MARKER_POINTS, zorder=4, **look)


def cost_legend(drawn: Any, panels: Sequence[CostPanel], palette: Palette, y: float) -> None:
    """Which colour is whose, from a height of the figure down; hollow: on all cores."""
    from matplotlib.lines import Line2D

    shown = dict.fromkeys(choice for panel in panels for row in panel.rows for choice in row)
    handles = []
    for choice in shown:
        look = {**palette.point(choice), "linestyle": "none", "marker": "o"}
        handles.append(Line2D([], [], label=choice, markersize=6.5, **look))
    close = {"handletextpad": 0.1, "columnspacing": 0.9}
    legend(drawn, handles, y, palette, ncol=len(handles), **close)
