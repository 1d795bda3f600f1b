"""The figure shared by all sweeps: the frame, one pair of axes, lines, references, names and the
engines' legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.analysis.crossings import Crossing
from crossover_tool.axis import Axis
from crossover_tool.charts import lines, ticks
from crossover_tool.charts.frame import Words, frame
from crossover_tool.charts.series import Fit, Reference, Series
from crossover_tool.charts.style import Palette, dress, figure, marked
from crossover_tool.charts.ticks import Format
from crossover_tool.units.show import short_duration_ns

HEIGHT_INCHES = 5.6
LEFT = 0.085
WIDEST_RIGHT = 0.845
NAME_ENDS, CHARACTER = 0.963, 0.0097
"""Where the longest name at the right edge begins when it ends with the figure, and how wide one
bold character is."""
LEGEND_POINTS = 38.0


@dataclass(frozen=True)
class Scale:
    """The axes' names with units, how heights are written, and whether both are logarithmic.

    `value_text` writes the swept values (default: plain counts); `linear_values` keeps their axis
    linear all the same.
    """

    x_name: str
    y_name: str
    text: Format
    log: bool
    value_text: Format = "{:,.0f}".format
    linear_values: bool = False

    @property
    def log_values(self) -> bool:
        return self.log and not self.linear_values


def times_along(axis: Axis, values: Sequence[int], y_name: str, word: str = "") -> Scale:
    """Times over the values of a swept axis, which is called `word` where its own does not do: both
    by ratios, but for an axis that reaches 0 or is a share."""
    log = axis.is_log(values)
    x_name = f"{word or axis.word}{' (log)' if log else ''}"
    y_name = f"{y_name} (log), less is better"
    return Scale(x_name, y_name, short_duration_ns, True, axis.text, not log)


@dataclass(frozen=True)
class Lines:
    """What is drawn between the axes: crossovers as upright bands as wide as their intervals, fits
    as dotted curves."""

    series: Sequence[Series]
    references: Sequence[Reference] = ()
    crossings: Sequence[Crossing] = ()
    fits: Sequence[Fit] = ()


def draw(shown: Lines, scale: Scale, words: Words, palette: Palette) -> Any:
    series, references = shown.series, shown.references
    drawn = figure(HEIGHT_INCHES, palette)
    bottom, top = frame(drawn, words, palette)
    points = HEIGHT_INCHES * 72.0
    legend = lines.engine_legend(drawn, series, top + 6.0 / points, palette)
    legend_points = LEGEND_POINTS + legend
    axes_bottom, axes_top = bottom + 36.0 / points, top - legend_points / points
    longest = max(len(marked(one.contender.strategy, one.kind)) for one in series)
    right = min(WIDEST_RIGHT, NAME_ENDS - CHARACTER * longest)
    axes = drawn.add_axes((LEFT, axes_bottom, right - LEFT, axes_top - axes_bottom))
    dress(axes, palette)
    _scale(axes, series, references, scale)
    for crossing in shown.crossings:
        lines.draw_crossing(axes, crossing, palette)
    for reference in references:
        lines.draw_reference(axes, reference, palette)
    for fit in shown.fits:
        lines.draw_fit(axes, fit, palette)
    lines.draw_series(axes, series, palette)
    axes.grid(True, axis="y", color=palette.grid)
    axes.set_axisbelow(True)
    axes.set_xlabel(scale.x_name)
    axes.set_title(scale.y_name, loc="left", fontsize=9.5, color=palette.quiet, pad=6)
    lines.name_lines(axes, series, references, palette)
    return drawn


def _scale(
    axes: Any, series: Sequence[Series], references: Sequence[Reference], scale: Scale
) -> None:
    values = sorted({value for one in series for value in one.values})
    heights = [
        end for one in series for interval in one.intervals for end in (interval.low, interval.high)
    ]
    heights += [height for one in references for height in one.heights]
    low, high = min(heights), max(heights)
    if scale.log:
        axes.set_yscale("log")
        room = (high / low) ** 0.06 if high > low * 1.5 else 1.25
        axes.set_ylim(low / room, high * room)
    else:
        axes.set_ylim(0.0, high * 1.06)
    if scale.log_values:
        axes.set_xscale("log")
        stretch = (values[-1] / values[0]) ** 0.025 if len(values) > 1 else 1.5
        axes.set_xlim(values[0] / stretch, values[-1] * stretch)
    else:
        span = (values[-1] - values[0]) or 1
        axes.set_xlim(values[0] - 0.03 * span, values[-1] + 0.03 * span)
    ticks.measured_values(axes.xaxis, values, scale.log_values, scale.value_text)
    ticks.quantity(axes.yaxis, low, high, scale.text, scale.log)
