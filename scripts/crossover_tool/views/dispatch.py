"""Dispatch: what running a task costs when the task itself costs nothing, and whether that
grows."""

from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.cost_growth import MOST_GROWTH, growths, makespans
from crossover_tool.analysis.finding import refused_in
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts import sweep
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import SPLIT_ENGINE, collect
from crossover_tool.charts.style import Palette
from crossover_tool.charts.sweep import Lines, Scale
from crossover_tool.units import show
from crossover_tool.views.view import SweepView

AXES = {"tasks": "number of tasks (log)", "limit": "limit: tasks in flight (log)"}


class Dispatch(SweepView):
    """A sweep over tasks or the limit whose tasks neither wait nor compute."""

    name = "dispatch"
    instead_of = ("makespan", "throughput")

    def applies(self) -> bool:
        return self.subject.measured and self.subject.is_dispatch

    def finding(self) -> str:
        """What a task costs at the far end, and who does not stay linear."""
        last = self.subject.last_measured
        value = show.count(self.subject.value(last))
        where = f"at {value} tasks" if self.subject.axis == "tasks" else f"at limit {value}"
        prices = " to ".join(
            f"{show.duration_ns(last.per_task(m).median)} ({m.contender.name})"
            for m in (last.ranked[0], last.ranked[-1])
        )
        growing = _growing(self.subject)
        return f"{where} a task costs {prices}{growing}{refused_in(self.subject)}"

    def draw(self, words: Words, palette: Palette) -> Any:
        """The figure: nanoseconds a task."""
        group = self.subject
        scale = Scale(
            AXES[group.axis],
            "time of a batch over its tasks (log), less is better",
            show.short_duration_ns,
            True,
        )
        series = collect(group, CellResult.per_task, aside=SPLIT_ENGINE)
        return sweep.draw(Lines(series), scale, words, palette)


def _growing(group: GroupResult) -> str:
    """Short, for a chart's title has two lines; the table names everyone."""
    found = growths(group, makespans)
    steep = [growth for growth in found if not growth.linear]
    if not found:
        return ""
    if not steep:
        return "; linear under all"
    if len(steep) == 1:
        return f"; {steep[0].contender.name} grows {show.ratio(steep[0].ratio)}"
    return f"; {len(steep)} of {len(found)} grow beyond {MOST_GROWTH}x"
