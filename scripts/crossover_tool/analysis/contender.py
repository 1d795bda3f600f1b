"""One contender on one cell: its samples over the blocks, brought to medians."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from crossover_tool.analysis.costs import Costs, costs
from crossover_tool.cell import OWN_LANGUAGE, Contender
from crossover_tool.grouped import grouped
from crossover_tool.plan.slo import decisive_p99_ns
from crossover_tool.samples.records import Measurement, Sample, Status
from crossover_tool.stats.median import Interval, median_interval
from crossover_tool.units import show
from crossover_tool.units.ranged import kind, ranged


BUSY = 0.5
"""A server that computes for more than half of a makespan decides it as much as the contender
does."""

MOST_BROKEN = 0.05
"""Whose processes break down more often than one in twenty is nobody's choice: the median of the
others leaves out those that had none, and who is slow may be who breaks down. Fewer are told beside
the figure."""

MOST_UNANSWERED = 0.001
"""Where requests arrive, who leaves more than one in a thousand without an answer is nobody's choice,
however quick and cheap the rest is: what it saves is what it did not do."""

BOUNDS = {"wait": "wait", "cpu": "CPU", "limit": "limit", "arrival": "arrival"}
"""What sets an ideal, by the bench's word for it."""


@dataclass(frozen=True)
class Measured:
    """A contender with at least one good sample. Times in ns, memory in bytes; medians over blocks.

    `by_block` holds each sample (the median of its process' batches). `cpu` is user and system time
    of a batch, `cpu_by_block` that of each sample; `memory` is the peak above the idle process,
    `memory_by_block` that of each; `p99_by_block` is the latency that decides (plan/slo.py), empty
    without any, `task_p99_by_block` that of all tasks from their start to their end;
    `efficiency` is None where there is no ideal; `server_share` is the part of the makespan in
    which the server's threads were busy: 0 where there is none; `cold`: the makespan counts set-up
    and tear-down; `clock_step_ns` is 0 where the bench did not tell; `marks` is what the bench
    found odd in a sample, each finding with how many samples show it; `kind` is best, documented,
    textbook, mistake, pattern or baseline; `language` is what it is written in;
    `wait_ns` and `task_cpu_ns` are what a task waits and computes; `server_peak` is the most
    requests that the server saw at once, None without one; `answers`: its requests have answers, so that
    somebody may choose it; `late` are the blocks without a figure, for the generator was late.
    """

    contender: Contender
    limit: int
    by_block: dict[int, float]
    makespan: Interval
    cpu: Interval
    cpu_by_block: dict[int, float]
    memory: Interval
    bytes_per_task: float
    efficiency: float | None
    latency_p50_ns: float
    latency_p99_ns: float
    ideal_ns: float
    ideal_bound: str
    max_in_flight: float
    switches: float
    server_share: float
    costs: Costs
    cold: bool = False
    marks: tuple[str, ...] = ()
    clock_step_ns: float = 0.0
    kind: str = "best"
    memory_by_block: Mapping[int, float] = field(default_factory=dict)
    p99_by_block: Mapping[int, float] = field(default_factory=dict)
    task_p99_by_block: Mapping[int, float] = field(default_factory=dict)
    language: str = OWN_LANGUAGE
    wait_ns: float = 0.0
    task_cpu_ns: float = 0.0
    server_peak: Interval | None = None
    answers: bool = True
    late: frozenset[int] = frozenset()

    @property
    def decides_by_block(self) -> Mapping[int, float]:
        """What verdicts are about: the latency where that decides, else the makespan."""
        return self.p99_by_block or self.by_block

    @property
    def decides_median(self) -> float:
        return median(self.decides_by_block.values())

    @property
    def bound(self) -> str:
        """What sets the ideal: `wait`, `CPU`, `limit`, `arrival`, or `server` where that was busy
        for most of the makespan; ""."""
        if self.server_share > BUSY:
            return "server"
        return BOUNDS.get(self.ideal_bound, "")


@dataclass(frozen=True)
class Absent:
    """A contender without a good sample on a cell, or with bad ones beside: its status and why."""

    contender: Contender
    status: str
    reason: str


def measured(contender: Contender, samples: Sequence[Sample]) -> Measured | None:
    """The contender's medians over its good samples, or None when there is none."""
    good = [(sample.block, sample.measurement) for sample in samples if sample.ok]
    if not good:
        return None

    def over_blocks(value: Callable[[Measurement], float]) -> Interval:
        return median_interval([value(measurement) for _, measurement in good])

    def observed(value: Callable[[Measurement], float | None]) -> float:
        """The median over the blocks in which that was observed; 0 where it was in none."""
        known = [found for _, m in good if (found := value(m)) is not None]
        return median(known) if known else 0.0

    by_block = {block: measurement.sample_ns for block, measurement in good}
    cpu_by_block = {block: m.cpu_ns for block, m in good}
    efficiencies = [m.figures["efficiency"] for _, m in good if "efficiency" in m.figures]
    return Measured(
        contender=contender,
        limit=good[0][1].limit,
        by_block=by_block,
        makespan=median_interval(list(by_block.values())),
        cpu=median_interval(list(cpu_by_block.values())),
        cpu_by_block=cpu_by_block,
        memory=over_blocks(lambda m: m.memory_bytes),
        memory_by_block={block: m.memory_bytes for block, m in good},
        p99_by_block={block: p99 for block, m in good if (p99 := decisive_p99_ns(m))},
        task_p99_by_block={
            block: p99 for block, m in good if (p99 := m.percentile("latency_ns", "p99"))
        },
        bytes_per_task=over_blocks(lambda m: m.figure("bytes_per_task")).median,
        efficiency=median(efficiencies) if efficiencies else None,
        latency_p50_ns=observed(lambda m: m.percentile("latency_ns", "p50")),
        latency_p99_ns=observed(lambda m: m.percentile("latency_ns", "p99")),
        ideal_ns=over_blocks(lambda m: m.ideal_ns).median,
        ideal_bound=Counter(m.ideal_bound for _, m in good).most_common(1)[0][0],
        max_in_flight=observed(lambda m: m.figures.get("max_in_flight")),
        server_share=over_blocks(_server_share).median,
        switches=over_blocks(
            lambda m: m.figure("voluntary_switches") + m.figure("involuntary_switches")
        ).median,
        costs=costs([m for _, m in good]),
        marks=_marks([m for _, m in good]),
        cold=any(m.cold for _, m in good),
        kind=good[0][1].kind,
        language=good[0][1].language,
        wait_ns=over_blocks(lambda m: m.figure("wait_ns")).median,
        task_cpu_ns=over_blocks(lambda m: m.figure("task_cpu_ns")).median,
        server_peak=_server_peak([m for _, m in good]),
        answers=answers(samples),
        late=frozenset(sample.block for sample in samples if is_late(sample)),
        clock_step_ns=over_blocks(lambda m: m.figure("clock_step_ns")).median,
    )


def broken(samples: Iterable[Sample]) -> int:
    """How many of the samples broke down: they failed, or their process did."""
    return sum(sample.measurement.status in (Status.FAILED, Status.ERROR) for sample in samples)


def declined(samples: Iterable[Sample]) -> int:
    """How many were skipped by a process that was started, though others of the contender's ran: a
    program that may choose which of its processes count could choose the quick ones."""
    some = [one for one in samples if one.ok or one.exit_code is not None]
    if not any(one.ok for one in some):
        return 0
    return sum(one.measurement.status is Status.SKIPPED for one in some)


def breaks_down(samples: Sequence[Sample]) -> bool:
    """Whether a contender's processes break down, or decline, more often than MOST_BROKEN. Of those
    whose generator was late nobody knows."""
    untried = (Status.SKIPPED, Status.LATE)
    no = declined(samples)
    tried = sum(sample.measurement.status not in untried for sample in samples) + no
    return broken(samples) + no > MOST_BROKEN * tried


def unreliable(samples: Iterable[Sample]) -> set[Contender]:
    """Who breaks down too often, of the samples of one cell; those of an A/A control count as any."""
    by_contender = grouped(samples, lambda sample: sample.contender)
    return {one for one, theirs in by_contender.items() if breaks_down(theirs)}


def is_late(sample: Sample) -> bool:
    """Whether its generator of requests was late: it tells nothing of its contender."""
    return sample.measurement.status is Status.LATE


def answers(samples: Sequence[Sample]) -> bool:
    """Whether a contender leaves no more requests without an answer than MOST_UNANSWERED."""
    return _unanswered(samples) <= MOST_UNANSWERED


def _unanswered(samples: Sequence[Sample]) -> float:
    """The share of the requests in a contender's good samples that was refused or failed."""
    shares = [sample.measurement.unanswered_share for sample in samples if sample.ok]
    return fmean(shares) if shares else 0.0


def _server_peak(good: Sequence[Measurement]) -> Interval | None:
    peaks = [m.server.peak_concurrency for m in good if m.server]
    return median_interval(peaks) if peaks else None


def _server_share(measurement: Measurement) -> float:
    """How busy the server was: of its threads, no more can be busy than there are tasks in
    flight."""
    server, makespan_ns = measurement.server, measurement.sample_ns
    if not server or not makespan_ns:
        return 0.0
    threads = max(1, min(server.threads, measurement.limit))
    return server.cpu_ns / (makespan_ns * threads)


def _marks(good: Sequence[Measurement]) -> tuple[str, ...]:
    """Findings that differ in what was measured alone are one, with how many samples show it, of
    those whose tasks were observed where any were."""
    good = [one for one in good if "latency_ns" in one.spreads] or good
    told = grouped((mark for one in good for mark in one.marks), kind).values()
    return tuple(f"{ranged(same)} ({len(same)} of {len(good)} samples)" for same in told)


def absences(contender: Contender, samples: Sequence[Sample]) -> list[Absent]:
    """Each different reason why samples of this contender are missing or bad, once; and that its
    requests had no answer, where that makes it nobody's choice."""
    bad = [one.measurement for one in samples if not one.ok and not is_late(one)]
    alike = grouped(bad, lambda one: (one.status, kind(one.reason)))
    some = any(sample.ok for sample in samples)
    told = []
    for same in alike.values():
        often = f" (in {len(same)} of {len(samples)} processes)" if some else ""
        reason = ranged([one.reason for one in same])
        told.append(Absent(contender, str(same[0].status), f"{reason}{often}"))
    if late := sum(map(is_late, samples)):
        said = f"its generator was late in {late} of {len(samples)} samples"
        told.append(Absent(contender, str(Status.LATE), said))
    if not answers(samples):
        lost = f"{show.share(_unanswered(samples))} of its requests had no answer"
        told.append(Absent(contender, "failed", lost))
    return told
