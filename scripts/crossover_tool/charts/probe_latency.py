"""How long the small tasks took, against the swept value: the 99th percentile of each contender,
from arrival to end."""

from typing import Any

from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import Reference, collect
from crossover_tool.charts.sweep import Scale, draw
from crossover_tool.units import show


def probe_chart(group: GroupResult, words: Words) -> Any:
    """The figure of a sweep whose workload has probes; the dashed line is what a small task would
    take with the machine to itself."""
    series = collect(
        group, lambda _, measured: measured.costs.probes.p99 if measured.costs.probes else None
    )
    values = tuple(group.value(result) for result in group.cells)
    alone = tuple(
        1000.0 * (result.cell.number("wait_us") + result.cell.number("light_us"))
        for result in group.cells
    )
    axis = group.swept
    log = axis.is_log(values)
    scale = Scale(
        f"{axis.word}{' (log)' if log else ''}",
        "99th percentile of the small tasks' latency (log), less is better",
        show.short_duration_ns,
        True,
        axis.text,
        not log,
    )
    return draw(series, [Reference("alone", values, alone)] if min(alone) > 0 else [], scale, words)
