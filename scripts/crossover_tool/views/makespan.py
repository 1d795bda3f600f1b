"""Makespan against the number of tasks or a parameter, with the ideal: where another way of running
starts to pay."""

from typing import Any

from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import Reference, collect
from crossover_tool.charts.style import Palette
from crossover_tool.charts.sweep import Lines, draw, times_along
from crossover_tool.views.view import SweepView


class Makespan(SweepView):
    """A sweep over the number of tasks or over a parameter of the workload."""

    name = "makespan"

    def applies(self) -> bool:
        group = self.subject
        return group.measured and (group.axis == "tasks" or group.swept.is_param)

    def draw(self, words: Words, palette: Palette) -> Any:
        return makespan_chart(self.subject, words, palette)


def makespan_chart(
    group: GroupResult, words: Words, palette: Palette, what: str = "makespan of a batch"
) -> Any:
    """The figure; `what` was measured."""
    series = collect(group, lambda _, measured: measured.makespan)
    limited = [
        (group.value(result), result.ideal_ns) for result in group.cells if result.ideal_ns > 0
    ]
    ideal = Reference("ideal", tuple(v for v, _ in limited), tuple(ns for _, ns in limited))
    scale = times_along(group.swept, [group.value(result) for result in group.cells], what)
    return draw(Lines(series, [ideal] if limited else (), group.crossings), scale, words, palette)
