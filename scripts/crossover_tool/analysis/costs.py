"""What a contender costs beside its time: set-up, allocations, threads, processes, wasted calls,
and how late its loop was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crossover_tool.samples.records import Measurement, Percentiles
from crossover_tool.stats.median import Interval, median_interval


@dataclass(frozen=True)
class Times:
    """Times of a batch in ns: percentiles over it, intervals over blocks."""

    p50: Interval
    p99: Interval
    max: Interval

    def of(self, which: str) -> Interval:
        """`p50`, `p99` or `max`."""
        found: Interval = getattr(self, which)
        return found


PERCENTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999}
"""The percentiles of a sample, and their shares."""


@dataclass(frozen=True)
class Tail:
    """A task's latency in ns by percentile: medians over blocks of each process' percentile. Of the
    tasks whose latency matters (`probes`: from their arrival), else of all from their start. p999 is
    missing where there are too few tasks to have one."""

    probes: bool
    by_percentile: Mapping[str, Interval]


@dataclass(frozen=True)
class RequestSample:
    """The latency of one sample's requests, in ns from their arrival, whether it was saturated, and
    which share of its requests was refused or failed."""

    latency_ns: Percentiles
    saturated: bool
    unanswered_share: float = 0.0


@dataclass(frozen=True)
class Requests:
    """How long requests took that arrived whoever was busy, in ns from their arrival: percentiles
    over the requests of a sample, intervals over samples. `late` is the generator's own lateness
    at its 99th percentile, `achieved` a second. `saturated`: in half of the samples or more the
    backlog grew on and on, and the percentiles are of no state. `refused` and `failed` are how many
    had no answer: they have no part in the percentiles."""

    p50: Interval
    p90: Interval
    p99: Interval
    p999: Interval
    max: Interval
    late: Interval
    achieved: Interval
    saturated: bool
    each: tuple[RequestSample, ...] = ()
    refused: float = 0.0
    failed: float = 0.0

    @property
    def unanswered(self) -> float:
        """How many were refused or failed."""
        return self.refused + self.failed


@dataclass(frozen=True)
class Costs:
    """Medians over blocks, of one batch. None where no sample tells: results of schema 1, a
    build that cannot count, a contender without a loop, a workload without probes. `refused` are
    requests that the server turned away, None where it has no need to. `lag` is how late a
    heartbeat on the loop was, `probes` how long the tasks took, from their arrival, whose latency
    is the figure that matters."""

    setup_ns: float | None
    allocations: float | None
    allocated_bytes: float | None
    threads: float | None
    processes: float | None
    refused: float | None
    lag: Times | None
    probes: Times | None = None
    requests: Requests | None = None
    tail: Tail | None = None


def costs(good: Sequence[Measurement]) -> Costs:
    """The costs over the good measurements of one contender on one cell; at least one."""

    def over_blocks(value: Callable[[Measurement], float | None]) -> Interval | None:
        told = [one for measurement in good if (one := value(measurement)) is not None]
        return median_interval(told) if told else None

    def middle(name: str) -> float | None:
        found = over_blocks(lambda m: m.figures.get(name))
        return None if found is None else found.median

    def percentile(name: str, which: str) -> Interval | None:
        return over_blocks(lambda m: m.percentile(name, which))

    def requests() -> Requests | None:
        half, most, slow, slowest, longest = (
            percentile("request_latency_ns", which) for which in (*PERCENTILES, "max")
        )
        late = percentile("generator_late_ns", "p99")
        achieved = over_blocks(lambda m: m.figures.get("achieved_rate"))
        if not (half and most and slow and slowest and longest and late and achieved):
            return None
        saturated = (middle("saturated") or 0.0) >= 0.5
        each = [
            RequestSample(
                m.spreads["request_latency_ns"], m.figure("saturated") > 0, m.unanswered_share
            )
            for m in good
        ]
        refused, failed = middle("refused") or 0.0, middle("failed") or 0.0
        latencies = (half, most, slow, slowest, longest)
        return Requests(*latencies, late, achieved, saturated, tuple(each), refused, failed)

    def times(name: str) -> Times | None:
        p50, p99, most = (percentile(name, which) for which in ("p50", "p99", "max"))
        return Times(p50, p99, most) if p50 and p99 and most else None

    def tail(name: str) -> Tail | None:
        few = all((one := m.spreads.get(name)) is None or one.p999 >= one.max for m in good)
        told = [which for which in PERCENTILES if not (few and which == "p999")]
        found = {which: percentile(name, which) for which in told}
        known = {which: one for which, one in found.items() if one and one.low > 0.0}
        return Tail(name.startswith("probe"), known) if len(known) == len(told) else None

    def turned_away() -> float | None:
        found = over_blocks(lambda m: m.server.refused if m.server else None)
        return found.median if found and found.high > 0 else None

    return Costs(
        setup_ns=middle("setup_ns"),
        allocations=middle("allocations"),
        allocated_bytes=middle("allocated_bytes"),
        threads=middle("peak_threads"),
        processes=middle("peak_processes"),
        refused=turned_away(),
        lag=times("loop_lag_ns"),
        probes=times("probe_latency_ns"),
        requests=requests(),
        tail=tail("probe_latency_ns") or tail("latency_ns"),
    )
