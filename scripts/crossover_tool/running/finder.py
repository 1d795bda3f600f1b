"""Searching a crossover: blocks are put where it is uncertain, until it is known well enough or the
budget is spent."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from crossover_tool.analysis.axis import Axis
from crossover_tool.analysis.judging import is_control, sample_ns
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.plan.bisection import MOST_BLOCKS, Search, Seen, next_value
from crossover_tool.plan.schedule import Slot
from crossover_tool.running.blocks import Blocks
from crossover_tool.running.lineup import Lineup, Machine
from crossover_tool.running.progress import Display
from crossover_tool.running.resume import Before
from crossover_tool.running.runner import TIMEOUT_BASE_S, TIMEOUT_BOUNDS, Outcome
from crossover_tool.running.sample import take
from crossover_tool.samples import records
from crossover_tool.samples.records import Record
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.suites.suite import Suite
from crossover_tool.units import show


class Finder:
    """Takes blocks of a suite whose cells are the values of one swept axis, each where the search
    asks for it.

    A block is what it is in any other run: in a balanced order, with an A/A control, watched, and
    taken again when others disturbed it (`retry` False: never).
    """

    def __init__(
        self,
        bench: Bench,
        suite: Suite,
        catalog: Catalog,
        machine: Machine,
        rates: Mapping[str, float],
        timeout_s: float | None,
        budget_s: float,
        precision: float,
        retry: bool = True,
    ) -> None:
        self._bench, self._suite, self._rates, self._timeout_s = bench, suite, rates, timeout_s
        self._budget_s, self._retry = budget_s, retry
        self._lineup = Lineup(suite, catalog, machine)
        self._blocks = Blocks(retry)
        self._axis = Axis(suite.cells[0].chart)
        self._numbers = {self._axis.value(planned.cell): n for n, planned in enumerate(suite.cells)}
        values = tuple(sorted(self._numbers))
        self._search = Search(values, self._axis.is_log(values), suite.blocks, precision)
        self._seen: dict[int, Seen] = {}
        self._hung: set[tuple[int, Contender]] = set()
        self.outcome = Outcome()

    def slots(self, seed: int) -> list[Slot]:
        """Every sample that the search could ask for."""
        blocks = range(MOST_BLOCKS * self._suite.blocks)
        cells = range(len(self._suite.cells))
        return [
            slot for number in cells for block in blocks for slot in self.block(number, block, seed)
        ]

    def block(self, cell: int, block: int, seed: int) -> list[Slot]:
        """The samples of one block of a cell, in their order."""
        return self._lineup.block(cell, block, seed)

    def run(
        self, seed: int, writer: SampleWriter, display: Display, before: Before = Before()
    ) -> None:
        """Takes and writes blocks until the search is over or the budget spent. ResultsError when
        writing fails."""
        self._recall(before)
        while (value := next_value(self._search, self._seen)) is not None:
            left_s = self._budget_s - self._blocks.elapsed_s
            if left_s <= 0.0:
                spent = show.long_duration_s(self._budget_s)
                display.problem(
                    f"the budget of {spent} is spent: the crossover may be known better with more"
                )
                return
            number = self._numbers[value]
            block = self._seen.setdefault(value, Seen()).blocks
            if block == 0:
                self._write_skips(number, writer)
            self._take_block(number, block, seed, writer, display)
            self._seen[value].blocks = block + 1

    def _take_block(
        self, number: int, block: int, seed: int, writer: SampleWriter, display: Display
    ) -> None:
        value = self._axis.value(self._suite.cells[number].cell)

        def take_all() -> None:
            for slot in self.block(number, block, seed):
                again = " (A/A)" if slot.control else ""
                what = f"block {block + 1} at {self._axis.say(value)}: {slot.contender.name}{again}"
                left_s = max(0.0, self._budget_s - self._blocks.elapsed_s)
                ahead = round(left_s / max(0.01, self._pace_s()))
                display.sample(
                    self.outcome.samples, self.outcome.samples + max(1, ahead), what, left_s
                )
                self._take(slot, writer, display)

        def leave_out(orders: Sequence[int]) -> None:
            for series in self._seen[value].makespans.values() if orders else ():
                series.pop(block, None)

        self._blocks.take(number, block, lambda: self.outcome.samples, take_all, leave_out, writer)

    def _pace_s(self) -> float:
        """Seconds that a sample took so far, on average."""
        return self._blocks.elapsed_s / max(1, self.outcome.samples)

    def _recall(self, before: Before) -> None:
        """Takes over what an earlier part of the search found."""
        self.outcome.samples = before.lines
        self._blocks = Blocks(self._retry, before.blocks, before.spent_s)
        values = {number: value for value, number in self._numbers.items()}
        for number, block in before.whole:
            seen = self._seen.setdefault(values[number], Seen())
            seen.blocks = max(seen.blocks, block + 1)
        for sample in before.samples:
            if not is_control(sample):
                self._learn(sample["cell"], sample["block"], sample["measurement"])
            self._count(sample["cell"], sample["block"], sample["measurement"])

    def _write_skips(self, number: int, writer: SampleWriter) -> None:
        for contender in self._suite.cells[number].contenders:
            reason = self._lineup.skips.get((number, contender), "")
            if reason:
                self._write(
                    writer, Slot(0, number, contender), self._skipped(number, contender, reason)
                )

    def _take(self, slot: Slot, writer: SampleWriter, display: Display) -> None:
        cell = self._suite.cells[slot.cell].cell
        if (slot.cell, slot.contender) in self._hung:
            reason = "timed out in an earlier block"
            self._write(writer, slot, self._skipped(slot.cell, slot.contender, reason))
            return
        bound_s = self._lineup.bounds_s[slot.cell, slot.contender.name]
        timeout_s = self._timeout_s or TIMEOUT_BASE_S + TIMEOUT_BOUNDS * bound_s
        batches = self._lineup.batches[slot.cell, slot.contender.name]
        taken = take(
            self._bench.path,
            cell,
            slot.contender,
            self._rates,
            timeout_s,
            self._suite.texts,
            batches,
        )
        self._blocks.sample_done()
        if taken.timed_out:
            self._hung.add((slot.cell, slot.contender))
        self._write(writer, slot, taken.measurement, taken.elapsed_s, taken.exit_code)
        if not slot.control:
            self._learn(slot.cell, slot.block, taken.measurement)
        line = self._count(slot.cell, slot.block, taken.measurement)
        if line:
            display.problem(line)

    def _learn(self, number: int, block: int, measurement: Record) -> None:
        if measurement["status"] == "ok":
            value = self._axis.value(self._suite.cells[number].cell)
            name = f"{measurement['strategy']}/{measurement['engine']}"
            series = self._seen.setdefault(value, Seen()).makespans.setdefault(name, {})
            series[block] = sample_ns(measurement)

    def _count(self, number: int, block: int, measurement: Record) -> str:
        """Counts a void or failed sample, and returns the line that says so; "" for a good one."""
        status = measurement["status"]
        if status not in ("void", "error"):
            return ""
        who = f"{measurement['strategy']}/{measurement['engine']}"
        line = f"{status}: {who} on {self._suite.cells[number].cell.label}, block {block + 1}: {measurement['reason']}"
        (self.outcome.voids if status == "void" else self.outcome.errors).append(line)
        return line

    def _skipped(self, number: int, contender: Contender, reason: str) -> Record:
        return records.unmeasured(self._suite.cells[number].cell, contender, "skipped", reason)

    def _write(
        self,
        writer: SampleWriter,
        slot: Slot,
        measurement: Record,
        elapsed_s: float = 0.0,
        code: int | None = None,
    ) -> None:
        now, order = datetime.now(timezone.utc), self.outcome.samples
        where = (slot.block, order, slot.cell, now, elapsed_s, code)
        writer.append(records.sample(*where, measurement, slot.control))
        self.outcome.samples += 1
