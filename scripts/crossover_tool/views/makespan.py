"""Makespan against the number of tasks or a parameter, with the ideal: where another way of running
starts to pay."""

from collections.abc import Sequence
from typing import Any

from crossover_tool.analysis.finding import sweep_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import Reference, collect
from crossover_tool.charts.sweep import Scale, draw
from crossover_tool.units import show
from crossover_tool.views.view import Chart, View


class Makespan(View[GroupResult]):
    """A sweep over the number of tasks or over a parameter of the workload."""

    name = "makespan"
    of = GroupResult

    def applies(self) -> bool:
        """See View."""
        group = self.subject
        return group.measured and (group.axis == "tasks" or group.swept.is_param)

    def finding(self) -> str:
        """See View."""
        return sweep_finding(self.subject)

    def charts(self) -> Sequence[Chart]:
        """See View."""
        words = Words(self.finding(), self.subject.setting, self.caption(self.subject.cells))
        return [Chart("", words, lambda words: makespan_chart(self.subject, words))]


def makespan_chart(group: GroupResult, words: Words, what: str = "makespan of a batch") -> Any:
    """The figure; `what` was measured."""
    series = collect(group, lambda _, measured: measured.makespan)
    limited = [
        (group.value(result), result.ideal_ns) for result in group.cells if result.ideal_ns > 0
    ]
    ideal = Reference("ideal", tuple(v for v, _ in limited), tuple(ns for _, ns in limited))
    axis = group.swept
    log = axis.is_log([group.value(result) for result in group.cells])
    scale = Scale(
        f"{axis.word}{' (log)' if log else ''}",
        f"{what} (log), less is better",
        show.short_duration_ns,
        True,
        axis.text,
        not log,
    )
    return draw(series, [ideal] if limited else [], scale, words, group.crossings)
