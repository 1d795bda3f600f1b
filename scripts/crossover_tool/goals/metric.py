"""What a goal compares: one figure of a sample, the same for a contender and for a baseline."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from crossover_tool.cell import Cell
from crossover_tool.units import show

Measurement = Mapping[str, Any]


@dataclass(frozen=True)
class Metric:
    """A figure: how it is read from a measurement on a cell, and how it is shown. Below one unit it
    counts as one.

    (Ratios are taken in logarithms; a nanosecond or a byte is far below what any of these can
    tell.)
    """

    name: str
    read: Callable[[Measurement, Cell], float]
    show: Callable[[float], str]

    def figure(self, measurement: Measurement, cell: Cell) -> float:
        """The figure of one sample, at least 1."""
        return max(1.0, self.read(measurement, cell))


def waits_ns(cell: Cell) -> float:
    """What the waits of a batch take at least: ceil(tasks / limit) times one."""
    return math.ceil(cell.tasks / cell.limit) * cell.number("wait_us") * 1e3


def _makespan_ns(measurement: Measurement) -> float:
    return float(median(measurement["makespan_ns"]))


METRICS = {
    metric.name: metric
    for metric in (
        Metric(
            "CPU a task",
            lambda m, cell: float(m["cpu_user_ns"] + m["cpu_system_ns"]) / cell.tasks,
            show.duration_ns,
        ),
        Metric("memory a task", lambda m, cell: float(m["bytes_per_task"]), show.size_bytes),
        Metric("makespan", lambda m, cell: _makespan_ns(m), show.duration_ns),
        Metric("dispatch", lambda m, cell: fmean(m["makespan_ns"]) / cell.tasks, show.duration_ns),
        Metric("lateness", lambda m, cell: _makespan_ns(m) - waits_ns(cell), show.duration_ns),
        Metric(
            "tasks a second",
            lambda m, cell: cell.tasks * 1e9 / _makespan_ns(m),
            lambda value: f"{show.rate(value)}/s",
        ),
    )
}
"""By the name that a suite writes. Lateness is how much longer a batch takes than its waits alone.

Dispatch is the mean makespan of a task, not the median: threads that share a counter are several
times slower on two cores than on one, a batch of no-ops is over before the scheduler has settled
which it is to be, and a median jumps between the two.
"""
