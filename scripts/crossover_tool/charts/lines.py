"""Drawing series as lines: the best contender of each strategy strong and named, the others pale
beside it."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from crossover_tool.analysis.choice import choice_of, on_all_cores
from crossover_tool.analysis.crossings import Crossing
from crossover_tool.charts.labels import spread
from crossover_tool.charts.series import Fit, Reference, Series
from crossover_tool.charts.style import Palette, legend, marked, marker, marker_scale

LABEL_GAP_PIXELS = 25.0
ROOMY = 8
"""So many engines stand in the legend's row at ease; more must stand closer, or the last would
leave the picture."""
CLOSE = {"columnspacing": 0.7, "handlelength": 1.4}
MOST_IN_ROW = 12
"""More engines take several rows, at ease: under one another each takes the room of the longest."""
ROW_POINTS = 15.0
PALE: Mapping[str, Any] = dict(
    linewidth=1.0, markersize=4.5, elinewidth=0.8, capsize=0.0, alpha=0.45, zorder=3
)
"""How a series is drawn that does not lead."""
TIE: Mapping[str, Any] = dict(
    arrowstyle="-", linewidth=0.7, alpha=0.6, shrinkA=2, shrinkB=5, relpos=(0.0, 0.5)
)
"""What ties a name to the end of its line."""


def draw_series(axes: Any, series: Sequence[Series], palette: Palette) -> None:
    """Every series with its intervals: the pale ones first, then the strong ones from broad to
    fine.

    Lines that coincide thus show as stripes: none hides another. Dashed: on all cores.
    """
    leads = sorted((s for s in series if s.lead), key=lambda s: s.intervals[-1].median)
    for one in [*(s for s in series if not s.lead), *leads]:
        fineness = leads.index(one) / max(1, len(leads) - 1) if one.lead else 0.0
        heights = [interval.median for interval in one.intervals]
        below = [interval.median - interval.low for interval in one.intervals]
        above = [interval.high - interval.median for interval in one.intervals]
        look = PALE
        if one.lead:
            widths = {"linewidth": 4.2 - 2.6 * fineness, "markersize": 9.5 - 4.0 * fineness}
            look = {**widths, "elinewidth": 1.4, "capsize": 2.5, "alpha": 1.0, "zorder": 4}
        look = {**look, "markersize": look["markersize"] * marker_scale(one.contender.engine)}
        axes.errorbar(
            one.values,
            heights,
            yerr=(below, above),
            color=palette.strategy(one.contender.strategy),
            linestyle="--" if on_all_cores(choice_of(one.contender)) else "-",
            marker=marker(one.contender.engine),
            markeredgecolor=palette.paper,
            markeredgewidth=0.6,
            **look,
        )


def draw_reference(axes: Any, reference: Reference, palette: Palette) -> None:
    look = {"color": palette.quiet, "linewidth": 1.3, "linestyle": (0, (5, 3)), "zorder": 2}
    axes.plot(reference.values, reference.heights, **look)


def draw_crossing(axes: Any, crossing: Crossing, palette: Palette) -> None:
    """A pale band over the crossover's interval, with a line at the estimate."""
    tint = palette.quiet
    axes.axvspan(crossing.low, crossing.high, color=tint, alpha=0.16, linewidth=0, zorder=0)
    axes.axvline(crossing.estimate, color=tint, linewidth=1.0, linestyle=(0, (1, 1.5)), zorder=1)


def draw_fit(axes: Any, fit: Fit, palette: Palette) -> None:
    look = {"linewidth": 1.2, "linestyle": ":", "alpha": 0.9, "zorder": 2}
    axes.plot(fit.values, fit.heights, color=palette.strategy(fit.strategy), **look)


def name_lines(
    axes: Any, series: Sequence[Series], references: Sequence[Reference], palette: Palette
) -> None:
    """Names at the right edge, spread so that none covers another, each tied to the end of its
    line.

    A line that ends before the edge is named at its end. Call when the axes have their final place
    and limits.
    """
    edge = max(
        [v for one in series for v in one.values] + [v for one in references for v in one.values]
    )
    ends: list[tuple[float, str, str]] = []
    for one in [one for one in series if one.lead]:
        name = marked(one.contender.strategy, one.kind)
        tint, height = palette.strategy(one.contender.strategy), one.intervals[-1].median
        if one.values[-1] == edge:
            ends.append((height, name, tint))
        else:
            _name_at_end(axes, (one.values[-1], height), name, tint, palette)
    ends += [(one.heights[-1], one.label, palette.quiet) for one in references]
    to_pixels, box = axes.transData, axes.get_window_extent()
    wanted = [to_pixels.transform((edge, height))[1] for height, _, _ in ends]
    placed = spread(wanted, LABEL_GAP_PIXELS, box.y0 - 10, box.y1 + 10)
    for (height, name, tint), pixels in zip(ends, placed):
        fraction = (pixels - box.y0) / box.height
        weight = "normal" if tint == palette.quiet else "bold"
        place = {"xytext": (1.035, fraction), "textcoords": "axes fraction", "va": "center"}
        look = {"fontsize": 10, "fontweight": weight, "color": tint, "annotation_clip": False}
        tie = {**TIE, "color": tint}
        axes.annotate(name, xy=(edge, height), arrowprops=tie, **place, **look)


def _name_at_end(
    axes: Any, end: tuple[float, float], name: str, tint: str, palette: Palette
) -> None:
    from matplotlib.patheffects import withStroke

    look = {"fontsize": 10, "fontweight": "bold", "color": tint, "zorder": 6}
    text = axes.annotate(name, xy=end, xytext=(7, 5), textcoords="offset points", **look)
    text.set_path_effects([withStroke(linewidth=3.0, foreground=palette.paper)])


def engine_legend(figure: Any, series: Sequence[Series], y: float, palette: Palette) -> float:
    """Rows of markers that say which engine is which, the top at figure fraction `y`; returns the
    points of those behind the first."""
    from matplotlib.lines import Line2D

    engines = sorted({one.contender.engine for one in series})
    handles = []
    for engine in engines:
        look = {"marker": marker(engine), "markersize": 6 * marker_scale(engine)}
        label = _engine_label(engine, series)
        handles.append(Line2D([], [], color=palette.quiet, linestyle="none", label=label, **look))
    rows = 1 if len(handles) <= MOST_IN_ROW else math.ceil(len(handles) / ROOMY)
    in_row = math.ceil(len(handles) / rows)
    roomy = in_row <= ROOMY
    close = {"columnspacing": 1.4, "handlelength": 2.0} if roomy else CLOSE
    legend(figure, handles, y, palette, ncol=in_row, handletextpad=0.1, **close)
    return (rows - 1) * ROW_POINTS


def _engine_label(engine: str, series: Sequence[Series]) -> str:
    """The engine, with the mark of its kind where that is the same under every strategy."""
    kinds = {one.kind for one in series if one.contender.engine == engine}
    return marked(engine, kinds.pop()) if len(kinds) == 1 else engine
