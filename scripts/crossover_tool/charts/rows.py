"""What figures of rows share, a row a contender or a strategy: the height, a point with its
interval, and a name at the left."""

from typing import Any

from crossover_tool.cell import Contender
from crossover_tool.charts.frame import Words, frame
from crossover_tool.charts.style import colour, figure, marker, marker_scale
from crossover_tool.stats.median import Interval

LOG_FROM = 8.0
"""Beyond this ratio between largest and smallest a linear axis would press the small ones flat."""


def rows_figure(
    words: Words, row_points: float, ends: tuple[float, float]
) -> tuple[Any, float, float]:
    """A figure with its words, and the fractions between which `row_points` of rows stand: what is
    above and below them takes the points of `ends`."""
    head, foot = ends
    words_points = 20.0 + 18.0 + 14.0 + 12.0 * (len(words.caption) + 1) + 36.0
    height = (words_points + head + foot + row_points) / 72.0
    drawn = figure(height)
    bottom, top = frame(drawn, words)
    return drawn, bottom + foot / (height * 72), top - head / (height * 72)


def draw_point(axes: Any, place: int, at: Interval, who: Contender) -> None:
    """A point in the colour of its strategy, with the marker of its engine."""
    shade = {"color": colour(who.strategy), "zorder": 4}
    # a bar with its caps: several times as quick to make as axes.errorbar
    bar = {"linewidth": 1.5, "solid_capstyle": "butt", "marker": "|", "markersize": 5}
    axes.plot((at.low, at.high), (place, place), **shade, **bar)
    point = {"marker": marker(who.engine), "markersize": 7.5 * marker_scale(who.engine)}
    edge = {"markeredgecolor": "white", "markeredgewidth": 0.6}
    axes.plot(at.median, place, **shade, **point, **edge)


def name_row(axes: Any, place: int, name: str, strategy: str, bold: bool = False) -> None:
    """A name at the left of a row, in the colour of its strategy."""
    look = {"fontsize": 9, "color": colour(strategy), "fontweight": "bold" if bold else "normal"}
    edge = axes.get_yaxis_transform()
    beside(axes, name, (0, place), -10, xycoords=edge, ha="right", **look)


def beside(axes: Any, text: str, at: tuple[float, float], points: float, **look: Any) -> None:
    """A text at the height of a place, so many points to the right of it."""
    away = {"xytext": (points, 0), "textcoords": "offset points", "va": "center"}
    axes.annotate(text, xy=at, **away, **look)
