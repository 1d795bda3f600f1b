"""From the samples of a results file to what the statistics judge."""

from collections.abc import Iterable, Sequence

from crossover_tool.analysis.contender import unreliable
from crossover_tool.cell import BASELINE, Contender
from crossover_tool.grouped import grouped
from crossover_tool.plan.slo import decisive_p99_ns
from crossover_tool.samples.records import Interim, Measurement, Sample, Status
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.judge import InterimData
from crossover_tool.units import show


COARSE_NS = 1000.0
"""A clock with steps of a microsecond is none that a benchmark should run on: those of TSC, HPET
and ACPI go in less than half of one."""


def cell_data(samples: Iterable[Sample]) -> CellData:
    """One cell's samples as the statistics take them: their makespans, or the 99th percentile of
    the latency where that decides (plan/slo.py), and nothing of who has none there. A void sample
    makes the cell void; one whose generator was late is noted; other failures are left out, and so
    are baselines, which are no choice. Who fails often is out before (`believed`)."""
    samples = [sample for sample in samples if sample.contender.strategy != BASELINE]
    by_latency = any(sample.ok and decisive_p99_ns(sample.measurement) for sample in samples)
    makespans: dict[str, dict[int, float]] = {}
    teams: dict[str, str] = {}
    control: dict[int, float] = {}
    late: dict[str, set[int]] = {}
    twice, void = "", ""
    for sample in samples:
        contender, measurement = sample.contender, sample.measurement
        void = void or void_of(sample)
        if sample.control:
            twice = contender.name
        elif measurement.status is Status.LATE:
            late.setdefault(contender.name, set()).add(sample.block)
        figure_ns = decisive_p99_ns(measurement) if by_latency else measurement.sample_ns
        if not sample.ok or figure_ns is None:
            continue
        if sample.control:
            control[sample.block] = figure_ns
        else:
            makespans.setdefault(contender.name, {})[sample.block] = figure_ns
            teams[contender.name] = contender.strategy
    return CellData(makespans, teams, twice, control, void, late)


def void_of(sample: Sample) -> str:
    """Why a sample makes its cell void; "" where it does not."""
    if sample.measurement.status is Status.VOID:
        return f"{sample.contender.name}: {sample.measurement.reason}"
    return _coarse(sample.contender, sample.measurement)


def _coarse(contender: Contender, measurement: Measurement) -> str:
    """Why the clock cannot have timed a sample's batches; "" when it can. Where its steps are fine,
    short batches are only noted."""
    step_ns = measurement.figure("clock_step_ns")
    if step_ns < COARSE_NS or not measurement.too_short:
        return ""
    seen = f"{show.duration_ns(measurement.sample_ns)} by a clock with steps of {show.duration_ns(step_ns)}"
    return f"{contender.name}: a batch took {seen}: too short for it; give more tasks, or find a finer clock source"


def believed(samples: Sequence[Sample]) -> list[Sample]:
    """The samples without the good ones of who breaks down too often on a cell."""
    by_cell = grouped(samples, lambda sample: sample.cell)
    out = {number: unreliable(theirs) for number, theirs in by_cell.items()}
    return [one for one in samples if not (one.ok and one.contender in out[one.cell])]


def interims_of(
    cells: int, samples: Sequence[Sample], recorded: Iterable[Interim]
) -> list[InterimData]:
    """Every interim analysis that was recorded, with the samples that were there, and the last
    analysis at all samples.

    `samples` are those that count; an analysis' `samples` says how many lines of samples stood
    before it.
    """
    judged = believed(samples)
    return [
        InterimData(passed, _by_cell(cells, [sample for sample in judged if sample.order < lines]))
        for passed, lines in moments(samples, recorded)
    ]


def moments(samples: Sequence[Sample], recorded: Iterable[Interim]) -> list[tuple[float, int]]:
    """Of each analysis, the last too, which share of the budget had passed, and how many lines of
    samples it saw."""
    last = max((sample.order for sample in samples), default=-1) + 1
    return [*((one.passed, one.samples) for one in recorded), (1.0, last)]


def _by_cell(cells: int, samples: Iterable[Sample]) -> list[CellData]:
    by_cell = grouped(samples, lambda sample: sample.cell)
    return [cell_data(by_cell.get(number, ())) for number in range(cells)]
