"""Makespan against the number of tasks or a parameter, with the ideal: where another way of running
starts to pay."""

from typing import Any

from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import Reference, collect
from crossover_tool.charts.sweep import Scale, draw
from crossover_tool.units import show


def makespan_chart(group: GroupResult, words: Words) -> Any:
    """The figure of a group swept over tasks or over a parameter of the workload."""
    series = collect(group, lambda _, measured: measured.makespan)
    limited = [
        (group.value(result), result.ideal_ns) for result in group.cells if result.ideal_ns > 0
    ]
    ideal = Reference("ideal", tuple(v for v, _ in limited), tuple(ns for _, ns in limited))
    axis = group.swept
    cold = any(measured.cold for result in group.cells for measured in result.ranked)
    log = axis.is_log([group.value(result) for result in group.cells])
    scale = Scale(
        f"{axis.word}{' (log)' if log else ''}",
        f"{'set-up, batch and tear-down' if cold else 'makespan of a batch'} (log), less is better",
        show.short_duration_ns,
        True,
        axis.text,
        not log,
    )
    return draw(series, [ideal] if limited else [], scale, words, group.crossings)
