"""Panels side by side, with a row for each contender of a cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.analysis.contender import Measured
from crossover_tool.charts import ticks
from crossover_tool.charts.frame import Words
from crossover_tool.charts.rows import LOG_FROM, draw_point, name_row, rows_figure
from crossover_tool.charts.style import FAINT, QUIET, marked
from crossover_tool.stats.median import Interval

ROW_POINTS, HEAD_POINTS, FOOT_POINTS = 21.0, 26.0, 24.0
NAMES, NAME_LETTER, GAP, VALUES = 0.212, 0.0091, 0.025, 0.30
"""Figure fraction for the names at least and for a letter of the longest, between panels, and the
share of a panel that its numbers take."""


@dataclass(frozen=True)
class Panel:
    """A column: its title, what it shows of a contender, how that is written, and the base of its
    units."""

    title: str
    interval: Callable[[Measured], Interval]
    text: Callable[[float], str]
    tick_text: Callable[[float], str]
    base: int
    ideal: float = 0.0
    ends: tuple[float, float] | None = None
    """The ends of the scale, where several panels share one; else those of the panel's own
    values."""


def draw_rows(rows: Sequence[Measured], panels: Sequence[Panel], words: Words) -> Any:
    """The figure of any panels, side by side, with a row for each contender."""
    drawn, bottom, top = rows_figure(words, ROW_POINTS * len(rows), (HEAD_POINTS, FOOT_POINTS))
    names = max(NAMES, NAME_LETTER * (max((len(_name(row)) for row in rows), default=0) + 2))
    width = (1.0 - names - GAP * len(panels)) / len(panels)
    for number, panel in enumerate(panels):
        axes = drawn.add_axes(
            (names + number * (width + GAP), bottom, width * (1 - VALUES), top - bottom)
        )
        _draw_panel(axes, panel, rows)
        if number == 0:
            for place, row in enumerate(rows):
                name_row(axes, place, _name(row), row.contender.strategy, bold=place == 0)
    return drawn


def _draw_panel(axes: Any, panel: Panel, rows: Sequence[Measured]) -> None:
    intervals = [panel.interval(row) for row in rows]
    positive = [end for i in intervals for end in (i.low, i.high) if end > 0]
    if panel.ideal > 0:
        positive += [panel.ideal, *(row.ideal_ns for row in rows if row.ideal_ns > 0)]
    low, high = panel.ends or (min(positive, default=1.0), max(positive, default=1.0))
    log = high / low > LOG_FROM
    if log:
        axes.set_xscale("log")
        room = (high / low) ** 0.05
        axes.set_xlim(low / room, high * room)
    else:
        axes.set_xlim(0.0, high * 1.06)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    across = axes.get_yaxis_transform()
    axes.hlines(range(len(rows)), 0, 1, transform=across, color=FAINT, linewidth=0.9, zorder=1)
    for place, (row, interval) in enumerate(zip(rows, intervals)):
        if interval.median > 0 or not log:
            draw_point(axes, place, interval, row.contender)
        if panel.ideal > 0 and row.ideal_ns > 0:  # its own ideal
            axes.plot(row.ideal_ns, place, marker="|", markersize=11, color=QUIET, zorder=3)
        text = panel.text(interval.median)
        axes.text(1.04, place, text, transform=across, va="center", fontsize=8.5)
    if panel.ideal > 0:
        axes.axvline(panel.ideal, color=QUIET, linewidth=1.2, linestyle=(0, (5, 3)), zorder=2)
        where = axes.get_xaxis_transform()
        axes.text(panel.ideal, 1.0, " ideal", transform=where, fontsize=8, color=QUIET, va="bottom")
    _finish(axes, panel, low, high, log)


def _finish(axes: Any, panel: Panel, low: float, high: float, log: bool) -> None:
    title = f"{panel.title}{' (log)' if log else ''}"
    axes.set_title(title, loc="left", fontsize=9.5, color=QUIET, pad=14)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    ticks.few(axes.xaxis, (low, high) if log else (0.0, high), panel.tick_text, log, panel.base)
    axes.tick_params(axis="x", labelsize=8)


def _name(row: Measured) -> str:
    return marked(row.contender.name, row.kind)
