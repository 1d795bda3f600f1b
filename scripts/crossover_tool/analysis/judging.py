"""From the samples of a results file to what the statistics judge."""

from collections.abc import Iterable, Sequence
from statistics import median

from crossover_tool.cell import Contender
from crossover_tool.samples.records import Record
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.judge import Look
from crossover_tool.units import show


COARSE_NS = 1000.0
"""A clock with steps of a microsecond is none that a benchmark should run on: those of TSC, HPET
and ACPI go in less than half of one."""


def contender_of(sample: Record) -> Contender:
    """Who was measured."""
    return Contender(sample["measurement"]["strategy"], sample["measurement"]["engine"])


def is_control(sample: Record) -> bool:
    """True for the second sample of a contender that its cell's blocks measure twice."""
    return bool(sample.get("control", False))


def sample_ns(measurement: Record) -> float:
    """The sample: the median makespan of the process' batches."""
    return float(median(measurement["makespan_ns"]))


def cell_data(samples: Iterable[Record]) -> CellData:
    """One cell's samples as the statistics take them. A void sample makes the cell void; other
    failures are left out."""
    makespans: dict[str, dict[int, float]] = {}
    teams: dict[str, str] = {}
    control: dict[int, float] = {}
    twin, void = "", ""
    for sample in samples:
        contender, measurement = contender_of(sample), sample["measurement"]
        if measurement["status"] == "void":
            void = void or f"{contender.name}: {measurement['reason']}"
        void = void or _coarse(contender, measurement)
        if is_control(sample):
            twin = contender.name
        if measurement["status"] != "ok":
            continue
        if is_control(sample):
            control[sample["block"]] = sample_ns(measurement)
        else:
            makespans.setdefault(contender.name, {})[sample["block"]] = sample_ns(measurement)
            teams[contender.name] = contender.strategy
    return CellData(makespans, teams, twin, control, void)


def _coarse(contender: Contender, measurement: Record) -> str:
    """Why the clock cannot have timed a sample's batches; "" when it can. Where its steps are fine,
    short batches are only noted."""
    step_ns = float(measurement.get("clock_step_ns", 0))
    if step_ns < COARSE_NS or not measurement.get("too_short", False):
        return ""
    seen = f"{show.duration_ns(sample_ns(measurement))} by a clock with steps of {show.duration_ns(step_ns)}"
    return f"{contender.name}: a batch took {seen}: too short for it; give more tasks, or find a finer clock source"


def looks_of(cells: int, samples: Sequence[Record], recorded: Iterable[Record]) -> list[Look]:
    """Every look that was recorded, with the samples that were there, and the last one at all
    samples.

    `samples` are those that count; a look's `samples` says how many lines of samples stood before
    it.
    """
    moments = [(look["passed"], look["samples"]) for look in recorded]
    last = max((sample["order"] for sample in samples), default=-1) + 1
    return [
        Look(passed, _by_cell(cells, [sample for sample in samples if sample["order"] < lines]))
        for passed, lines in [*moments, (1.0, last)]
    ]


def _by_cell(cells: int, samples: Iterable[Record]) -> list[CellData]:
    by_cell: list[list[Record]] = [[] for _ in range(cells)]
    for sample in samples:
        by_cell[sample["cell"]].append(sample)
    return [cell_data(found) for found in by_cell]
