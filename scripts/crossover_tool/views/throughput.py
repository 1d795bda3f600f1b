"""Throughput against limit, with the ideal: how many tasks in flight a strategy turns into
speed."""

from typing import Any

from crossover_tool.analysis.scaling_fit import Scaling
from crossover_tool.charts import sweep
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import Fit, Reference, collect, inverted
from crossover_tool.charts.style import Palette
from crossover_tool.charts.sweep import Lines, Scale
from crossover_tool.units import show
from crossover_tool.views.view import SweepView

CURVE_STEPS = 60


class Throughput(SweepView):
    """A sweep over the limit."""

    name = "throughput"

    def applies(self) -> bool:
        return self.subject.measured and self.subject.axis in ("limit", "cores")

    def more(self) -> str:
        fitted = any(scaling.holds for scaling in self.subject.scalings)
        return "; dotted: the scalability law" if fitted else ""

    def draw(self, words: Words, palette: Palette) -> Any:
        group = self.subject
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
        shown = Lines(series, [ideal] if ideals else (), group.crossings, fits)
        return sweep.draw(shown, scale, words, palette)


def _curve(scaling: Scaling) -> Fit:
    """The fitted law between the smallest and the largest limit."""
    low, high = scaling.limits[0], scaling.limits[-1]
    values = tuple(low * (high / low) ** (step / CURVE_STEPS) for step in range(CURVE_STEPS + 1))
    return Fit(
        scaling.contender.strategy, values, tuple(scaling.law.rate(value) for value in values)
    )
