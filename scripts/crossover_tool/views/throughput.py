"""Throughput against limit, with the ideal: how many tasks in flight a strategy turns into
speed."""

from collections.abc import Sequence
from typing import Any

from crossover_tool.analysis.finding import sweep_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.scaling_fit import Scaling
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import Fit, Reference, collect, inverted
from crossover_tool.charts.sweep import Scale, draw
from crossover_tool.units import show
from crossover_tool.views.view import Chart, View

CURVE_STEPS = 60


class Throughput(View[GroupResult]):
    """A sweep over the limit."""

    name = "throughput"
    of = GroupResult

    def applies(self) -> bool:
        """See View."""
        return self.subject.measured and self.subject.axis in ("limit", "cores")

    def finding(self) -> str:
        """See View."""
        return sweep_finding(self.subject)

    def charts(self) -> Sequence[Chart]:
        """See View."""
        fitted = any(scaling.holds for scaling in self.subject.scalings)
        law = "; dotted: the scalability law" if fitted else ""
        words = Words(self.finding(), self.subject.setting, self.caption(self.subject.cells, law))
        return [Chart("", words, lambda words: throughput_chart(self.subject, words))]


def throughput_chart(group: GroupResult, words: Words) -> Any:
    """The figure of a group swept over the limit."""
    series = collect(
        group, lambda result, measured: inverted(measured.makespan, result.cell.tasks * 1e9)
    )
    ideals = [
        (group.value(r), r.cell.tasks * 1e9 / r.limited_ideal_ns)
        for r in group.cells
        if r.limited_ideal_ns
    ]
    ideal = Reference(
        "limit's ideal", tuple(v for v, _ in ideals), tuple(rate for _, rate in ideals)
    )
    scale = Scale(
        "limit: tasks in flight (log)",
        "tasks per second (log), more is better",
        show.short_rate,
        True,
    )
    fits = [_curve(scaling) for scaling in group.scalings if scaling.holds]
    return draw(series, [ideal] if ideals else [], scale, words, group.crossings, fits)


def _curve(scaling: Scaling) -> Fit:
    """The fitted law between the smallest and the largest limit."""
    low, high = scaling.limits[0], scaling.limits[-1]
    values = tuple(low * (high / low) ** (step / CURVE_STEPS) for step in range(CURVE_STEPS + 1))
    return Fit(
        scaling.contender.strategy, values, tuple(scaling.law.rate(value) for value in values)
    )
