"""Nanoseconds a task against the number of tasks or the limit: what running a task costs, and
whether that grows."""

from typing import Any

from crossover_tool.analysis.dispatch import per_task
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import collect
from crossover_tool.charts.speedup import SPLIT_ENGINE
from crossover_tool.charts.sweep import Scale, draw
from crossover_tool.units import show

AXES = {"tasks": "number of tasks (log)", "limit": "limit: tasks in flight (log)"}


def dispatch_chart(group: GroupResult, words: Words) -> Any:
    """The figure of a group whose tasks do nothing."""
    scale = Scale(
        AXES[group.axis],
        "time of a batch over its tasks (log), less is better",
        show.short_duration_ns,
        True,
    )
    return draw(collect(group, per_task, aside=SPLIT_ENGINE), [], scale, words)
