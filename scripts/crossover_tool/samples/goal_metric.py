"""What a goal compares: one figure of a sample, the same for a contender and for a baseline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean

from crossover_tool.samples.records import Measurement
from crossover_tool.units import show


@dataclass(frozen=True)
class Metric:
    """A figure: how it is read from a measurement, and how it is shown. Below one unit it counts as
    one.

    (Ratios are taken in logarithms; a nanosecond or a byte is far below what any of these can
    tell.)
    """

    name: str
    read: Callable[[Measurement], float]
    show: Callable[[float], str]

    def figure(self, measurement: Measurement) -> float:
        """The figure of one sample, at least 1."""
        return max(1.0, self.read(measurement))


def slow_batch_ns(makespans_ns: Sequence[float]) -> float:
    """What 99 batches in 100 take at most."""
    return sorted(makespans_ns)[ceil(0.99 * len(makespans_ns)) - 1]


METRICS = {
    metric.name: metric
    for metric in (
        Metric("CPU a task", lambda m: m.cpu_ns / m.cell.tasks, show.duration_ns),
        Metric("memory a task", lambda m: m.figure("bytes_per_task"), show.size_bytes),
        Metric("makespan", lambda m: m.sample_ns, show.duration_ns),
        Metric("dispatch", lambda m: fmean(m.makespan_ns) / m.cell.tasks, show.duration_ns),
        Metric("slow batches", lambda m: slow_batch_ns(m.makespan_ns), show.duration_ns),
        Metric("lateness", lambda m: m.sample_ns - m.ideal_ns, show.duration_ns),
        Metric(
            "tasks a second",
            lambda m: m.cell.tasks * 1e9 / m.sample_ns,
            lambda value: f"{show.rate(value)}/s",
        ),
    )
}
"""By the name that a suite writes. Lateness is how much longer a batch takes than its ideal.

Dispatch is the mean makespan of a task, not the median: threads that share a counter are several
times slower on two cores than on one, a batch of no-ops is over before the scheduler has settled
which it is to be, and a median jumps between the two. Slow batches are their
p99: with one task a batch, that of a call.
"""
