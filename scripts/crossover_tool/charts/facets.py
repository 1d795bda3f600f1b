"""Facets side by side on one scale, with the same rows in each: languages, and their strategies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.cell import Contender
from crossover_tool.charts import ticks
from crossover_tool.charts.frame import Words
from crossover_tool.charts.rows import LOG_FROM, beside, draw_point, name_row, rows_figure
from crossover_tool.charts.style import FAINT, QUIET
from crossover_tool.stats.median import Interval

ROW_POINTS, HEAD_POINTS, FOOT_POINTS = 26.0, 26.0, 36.0
NAMES, GAP = 0.15, 0.02
"""Figure fractions: for the names of the rows, and between facets."""


@dataclass(frozen=True)
class Point:
    """What stands in a row of a facet, and on which engine."""

    interval: Interval
    engine: str


Facet = Mapping[str, Point]
"""Strategy -> its point; a strategy that is not there has none."""


def draw_facets(facets: Mapping[str, Facet], rows: Sequence[str], scale: str, words: Words) -> Any:
    """The figure. `rows` are strategies, in their order; `scale` says what the figures are: how
    many times something, 1 being the best."""
    drawn, bottom, top = rows_figure(words, ROW_POINTS * len(rows), (HEAD_POINTS, FOOT_POINTS))
    width = (1.0 - NAMES - GAP * len(facets)) / len(facets)
    ends = max(p.interval.high for facet in facets.values() for p in facet.values())
    for number, (title, facet) in enumerate(facets.items()):
        place = (NAMES + number * (width + GAP), bottom, width, top - bottom)
        axes = drawn.add_axes(place)
        _draw_facet(axes, facet, rows, ends)
        axes.set_title(title, loc="left", fontsize=10, fontweight="bold", pad=8)
        axes.set_xlabel(scale if number == 0 else "", loc="left", fontsize=8.5)
        if number == 0:
            for row, strategy in enumerate(rows):
                name_row(axes, row, strategy, strategy)
    return drawn


def _draw_facet(axes: Any, facet: Facet, rows: Sequence[str], highest: float) -> None:
    log = highest > LOG_FROM
    room = highest**0.35 if log else 1.35
    if log:
        axes.set_xscale("log")
    axes.set_xlim(0.9 if log else 0.0, highest * room)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.hlines(range(len(rows)), 0, 1, transform=axes.get_yaxis_transform(), color=FAINT, zorder=1)
    axes.axvline(1.0, color=QUIET, linewidth=1.2, linestyle=(0, (5, 3)), zorder=2)
    for place, strategy in enumerate(rows):
        if strategy in facet:
            _draw_point(axes, place, strategy, facet[strategy])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    ticks.few(axes.xaxis, (1.0 if log else 0.0, highest), "{:,.3g}x".format, log, 10)
    axes.tick_params(axis="x", labelsize=8)


def _draw_point(axes: Any, place: int, strategy: str, point: Point) -> None:
    at = point.interval
    draw_point(axes, place, at, Contender(strategy, point.engine))
    under = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    told = f"{at.median:,.3g}x {point.engine}"
    beside(axes, told, (at.high, place), 7, fontsize=8, color=QUIET, bbox=under)
