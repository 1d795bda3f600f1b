"""Panels of shaded fields, a row a limit and a column a rate: how late requests are answered."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.charts.fields import readable
from crossover_tool.charts.frame import Words, caption_points, frame, title_points
from crossover_tool.charts.style import DARK, LIGHT, Palette, figure
from crossover_tool.units import show

IN_A_LINE = 2
ROW_POINTS, HEAD_POINTS, FOOT_POINTS, FRAME_POINTS, KEY_POINTS = 32.0, 28.0, 40.0, 58.0, 30.0
LEFT, RIGHT, GAP = 0.075, 0.985, 0.07
"""Figure fractions: the ends of a line of panels, and what stands between two."""

SHADES = {LIGHT: ("#F3F6F8", "#F6C27A", "#A63A00"), DARK: ("#1D2A33", "#8A5A1E", "#FFB765")}
"""From soonest to latest; in each the later one stands out more from its ground."""

KEY_STEPS = 60


@dataclass(frozen=True)
class LimitField:
    """A field: the latency in ns, None where it is saturated, its text, and a second line."""

    latency_ns: float | None
    text: str
    more: str = ""


@dataclass(frozen=True)
class LimitPanel:
    """A contender, and its fields by limit and rate, both rising; None: not measured."""

    name: str
    rows: Sequence[Sequence[LimitField | None]]


@dataclass(frozen=True)
class _Shade:
    """From a latency to a colour, on a logarithmic scale."""

    low: float
    high: float
    palette: Palette

    def of(self, latency_ns: float) -> str:
        from matplotlib.colors import LinearSegmentedColormap, to_hex

        span = math.log(self.high / self.low)
        place = math.log(latency_ns / self.low) / span if span > 0.0 else 0.0
        shades = LinearSegmentedColormap.from_list("late", SHADES[self.palette])
        return str(to_hex(shades(place)))


def draw_limit_panels(
    panels: Sequence[LimitPanel],
    rates: Sequence[str],
    limits: Sequence[str],
    words: Words,
    palette: Palette,
) -> Any:
    """The figure, all panels by one scale."""
    lines = -(-len(panels) // IN_A_LINE)
    line_points = HEAD_POINTS + ROW_POINTS * len(limits) + FOOT_POINTS
    said = title_points(words) + caption_points(words)
    points = FRAME_POINTS + said + KEY_POINTS + line_points * lines
    drawn = figure(points / 72.0, palette)
    _, top = frame(drawn, words, palette)
    told = [f.latency_ns for p in panels for row in p.rows for f in row if f and f.latency_ns]
    shade = _Shade(min(told, default=1.0), max(told, default=1.0), palette)
    _key(drawn, top, points, shade)
    top -= KEY_POINTS / points
    width = (RIGHT - LEFT - GAP * (IN_A_LINE - 1)) / IN_A_LINE
    for number, panel in enumerate(panels):
        line, column = divmod(number, IN_A_LINE)
        upper = top - (line * line_points + HEAD_POINTS) / points
        height = ROW_POINTS * len(limits) / points
        place = (LEFT + column * (width + GAP), upper - height, width, height)
        axes = drawn.add_axes(place, facecolor=palette.paper)
        _panel(axes, panel, shade)
        axes.set_xticks(range(len(rates)), rates)
        axes.set_yticks(range(len(limits)), limits)
        axes.set_ylabel("limit" if column == 0 else "", fontsize=8.5, color=palette.quiet)
    return drawn


def _panel(axes: Any, panel: LimitPanel, shade: _Shade) -> None:
    palette = shade.palette
    axes.set_xlim(-0.5, len(panel.rows[0]) - 0.5)
    axes.set_ylim(-0.5, len(panel.rows) - 0.5)
    for y, row in enumerate(panel.rows):
        for x, field in enumerate(row):
            _field(axes, (x, y), field, shade)
    axes.set_title(panel.name, loc="left", fontsize=10, fontweight="bold", color=palette.ink, pad=6)
    axes.set_xlabel("requests that arrive", fontsize=8.5, color=palette.quiet)
    axes.tick_params(length=0, labelsize=8.5, colors=palette.quiet)
    for side in axes.spines.values():
        side.set_visible(False)


def _field(axes: Any, at: tuple[int, int], field: LimitField | None, shade: _Shade) -> None:
    from matplotlib.patches import Rectangle

    palette = shade.palette
    full = field is None or field.latency_ns is None
    face = palette.open if full else shade.of(field.latency_ns)  # type: ignore[union-attr,arg-type]
    corner = (at[0] - 0.485, at[1] - 0.46)
    look = {"facecolor": face, "linewidth": 0, "edgecolor": palette.faint}
    axes.add_patch(Rectangle(corner, 0.97, 0.92, hatch="////" if full and field else "", **look))
    if field is None:
        return
    ink = palette.ink if full else readable(face)
    under = {"facecolor": face, "edgecolor": "none", "pad": 1.0} if full else None
    told = {"ha": "center", "va": "center", "color": ink, "bbox": under}
    raised = 0.16 if field.more else 0.0
    axes.text(at[0], at[1] + raised, field.text, fontsize=8.5, fontweight="bold", **told)
    if field.more:
        axes.text(at[0], at[1] - 0.22, field.more, fontsize=7.0, **told)


def _key(drawn: Any, top: float, points: float, shade: _Shade) -> None:
    """The scale: soonest at the left."""
    palette = shade.palette
    place = (LEFT, top - 12.0 / points, 0.2, 9.0 / points)
    axes = drawn.add_axes(place, facecolor=palette.paper)
    axes.set_xlim(0, KEY_STEPS)
    axes.axis("off")
    ratio = shade.high / shade.low
    for step in range(KEY_STEPS):
        tint = shade.of(shade.low * ratio ** (step / (KEY_STEPS - 1)))
        axes.axvspan(step, step + 1.05, color=tint, linewidth=0)
    told = {"fontsize": 8.0, "color": palette.quiet, "va": "center"}
    y = top - 7.5 / points
    text = f"{show.duration_ns(shade.low)} to {show.duration_ns(shade.high)}"
    drawn.text(LEFT + 0.21, y, text, **told)
