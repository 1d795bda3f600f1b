"""Running a suite: every sample in its order, kept at once, whatever happens to the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone

from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.plan.bounds import lower_bound_us
from crossover_tool.plan.feasible import skip_reason
from crossover_tool.plan.schedule import Slot, schedule
from crossover_tool.running.estimate import Estimate
from crossover_tool.running.progress import Display
from crossover_tool.running.sample import take
from crossover_tool.samples import records
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.suites.suite import Suite

TIMEOUT_BASE_S = 60.0
TIMEOUT_BOUNDS = 10.0
"""A sample is a hang when it takes ten times its lower bound and a minute: set-up, warm-up and several batches fit."""


@dataclass(frozen=True)
class Machine:
    """What the plan needs to know of the machine: usable cores, and descriptors that a process may open."""

    cores: int
    descriptors: int


@dataclass
class Outcome:
    """What a run left: samples written (skipped ones included), and a line for each void or failed sample."""

    samples: int = 0
    voids: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Runner:
    """Takes the samples of one suite. `timeout_s` replaces the derived timeout of every sample."""

    def __init__(
        self,
        bench: Bench,
        suite: Suite,
        catalog: Catalog,
        machine: Machine,
        rates: Mapping[str, float],
        timeout_s: float | None = None,
    ) -> None:
        self._bench, self._suite, self._rates, self._timeout_s = bench, suite, rates, timeout_s
        self._skips: dict[tuple[int, Contender], str] = {}
        self._bounds_s: dict[tuple[int, str], float] = {}
        for number, planned in enumerate(suite.cells):
            for contender in planned.contenders:
                reason = skip_reason(planned, contender, catalog, machine.cores, machine.descriptors)
                if reason:
                    self._skips[number, contender] = reason
                bound_s = lower_bound_us(planned.cell, contender, machine.cores) / 1e6
                self._bounds_s[number, contender.name] = bound_s
        self.outcome = Outcome()

    def slots(self, seed: int) -> list[Slot]:
        """The samples in the order in which they are taken."""
        run = {
            number: tuple(c for c in planned.contenders if (number, c) not in self._skips)
            for number, planned in enumerate(self._suite.cells)
        }
        return list(schedule(self._suite.cells, seed, run))

    def run(self, seed: int, writer: SampleWriter, display: Display) -> None:
        """Takes and writes every sample. ResultsError when writing fails; KeyboardInterrupt passes through."""
        for (number, contender), reason in self._skips.items():
            self._write(
                writer, Slot(0, number, contender), self._unmeasured(number, contender, reason), 0.0, None
            )
        slots = self.slots(seed)
        estimate = Estimate(self._bounds_s)
        hung: dict[tuple[int, Contender], int] = {}
        for done, slot in enumerate(slots):
            cell = self._suite.cells[slot.cell].cell
            what = f"block {slot.block + 1}: {slot.contender.name} on {cell.label}"
            display.sample(done, len(slots), what, estimate.left(slots[done:]))
            if (slot.cell, slot.contender) in hung:
                reason = f"timed out in block {hung[slot.cell, slot.contender] + 1}"
                self._write(writer, slot, self._unmeasured(slot.cell, slot.contender, reason), 0.0, None)
                continue
            taken = take(self._bench.path, cell, slot.contender, self._rates, self._timeout(slot))
            estimate.learn(slot, taken.elapsed_s)
            if taken.timed_out:
                hung[slot.cell, slot.contender] = slot.block
            self._write(writer, slot, taken.measurement, taken.elapsed_s, taken.exit_code)
            self._note(slot, taken.measurement, display)

    def _timeout(self, slot: Slot) -> float:
        if self._timeout_s is not None:
            return self._timeout_s
        return TIMEOUT_BASE_S + TIMEOUT_BOUNDS * self._bounds_s[slot.cell, slot.contender.name]

    def _unmeasured(self, number: int, contender: Contender, reason: str) -> records.Record:
        return records.unmeasured(self._suite.cells[number].cell, contender, "skipped", reason)

    def _write(
        self,
        writer: SampleWriter,
        slot: Slot,
        measurement: records.Record,
        elapsed_s: float,
        code: int | None,
    ) -> None:
        now = datetime.now(timezone.utc)
        order = self.outcome.samples
        writer.append(records.sample(slot.block, order, slot.cell, now, elapsed_s, code, measurement))
        self.outcome.samples += 1

    def _note(self, slot: Slot, measurement: records.Record, display: Display) -> None:
        status = measurement["status"]
        if status not in ("void", "error"):
            return
        where = f"{slot.contender.name} on {self._suite.cells[slot.cell].cell.label}, block {slot.block + 1}"
        line = f"{status}: {where}: {measurement['reason']}"
        (self.outcome.voids if status == "void" else self.outcome.errors).append(line)
        display.problem(line)
