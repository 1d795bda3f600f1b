"""Running a suite: every sample in its order, kept at once, whatever happens to the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.plan.campaign import Campaign
from crossover_tool.plan.schedule import Slot, cell_order
from crossover_tool.running.blocks import Blocks
from crossover_tool.running.estimate import Estimate
from crossover_tool.running.lineup import Lineup, Machine
from crossover_tool.running.progress import Display
from crossover_tool.running.resume import Before
from crossover_tool.running.sample import take
from crossover_tool.running.verdicts import Judge
from crossover_tool.samples import records
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.suites.suite import Suite

TIMEOUT_BASE_S = 60.0
TIMEOUT_BOUNDS = 10.0
"""A sample is a hang when it takes ten times its lower bound and a minute: set-up, warm-up and
several batches fit."""


@dataclass(frozen=True)
class Protocol:
    """How long blocks go on, and what happens to disturbed ones.

    With `budget_s` they go on until every cell and every pair in it is settled or the budget is
    spent, without it for the planned number. `retry` False keeps disturbed blocks as they are.
    """

    budget_s: float | None = None
    retry: bool = True


@dataclass
class Outcome:
    """What a run left: samples written (skipped ones included), and a line for each void or failed
    sample."""

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
        protocol: Protocol = Protocol(),
    ) -> None:
        self._bench, self._suite, self._rates, self._timeout_s = bench, suite, rates, timeout_s
        self._protocol = protocol
        self._lineup = Lineup(suite, catalog, machine)
        self._estimate = Estimate(self._lineup.bounds_s, self._lineup.batches)
        self._hung: dict[tuple[int, Contender], int] = {}
        self._judge = Judge(len(suite.cells))
        self._blocks = Blocks(protocol.retry)
        self.outcome = Outcome()

    def slots(self, seed: int) -> list[Slot]:
        """The samples of the planned blocks, in the order in which they are taken."""
        return self._lineup.slots(seed)

    def block(self, cell: int, block: int, seed: int) -> list[Slot]:
        """The samples of one block of a cell, in their order."""
        return self._lineup.block(cell, block, seed)

    def run(
        self, seed: int, writer: SampleWriter, display: Display, before: Before = Before()
    ) -> None:
        """Takes and writes every sample. ResultsError when writing fails; KeyboardInterrupt passes
        through.

        `before` is what an earlier part of the same run has: its whole blocks are not taken again.
        """
        noted = self._recall(before)
        for (number, contender), reason in self._lineup.skips.items():
            if (number, contender) not in noted:
                skipped = self._unmeasured(number, contender, reason)
                self._write(writer, Slot(0, number, contender), skipped, 0.0, None)
        campaign = Campaign([cell.blocks for cell in self._suite.cells], self._protocol.budget_s)
        if campaign.recall(before.whole, [look["open"] for look in before.looks]):
            self._look(campaign, writer)
        planned = [slot for slot in self.slots(seed) if (slot.cell, slot.block) not in before.whole]

        def missing(cell: int) -> list[Slot]:
            block = campaign.block(cell)
            return [] if (cell, block) in before.whole else self._lineup.block(cell, block, seed)

        def cost_s(cells: Sequence[int]) -> float:
            return sum(self._estimate.left(missing(n)) for n in cells)

        while cells := campaign.next_round(self._blocks.elapsed_s, cost_s):
            order = cell_order(cells, seed, campaign.rounds)
            for place, number in enumerate(order):
                ahead = [slot for n in order[place + 1 :] for slot in missing(n)]
                if self._protocol.budget_s is None:
                    ahead += [slot for slot in planned if slot.block > campaign.rounds]
                self._take_block(missing(number), ahead, writer, display)
            campaign.finish_round()
            if campaign.look_due:
                self._look(campaign, writer)

    def _look(self, campaign: Campaign, writer: SampleWriter) -> None:
        """Looks at the evidence: what is settled gets no more blocks."""
        passed = campaign.passed(self._blocks.elapsed_s)
        record, cells = self._judge.look(passed, self.outcome.samples)
        writer.append(record)
        campaign.go_on(cells)

    def _take_block(
        self, slots: Sequence[Slot], ahead: Sequence[Slot], writer: SampleWriter, display: Display
    ) -> None:
        """Takes a block, where it is missing; `ahead` is for the display."""
        if not slots:
            return

        def take_all() -> None:
            for place, slot in enumerate(slots):
                self._take(slot, [*slots[place:], *ahead], writer, display)

        where = (slots[0].cell, slots[0].block)
        self._blocks.take(
            *where, lambda: self.outcome.samples, take_all, self._judge.leave_out, writer
        )

    def _take(
        self, slot: Slot, left: Sequence[Slot], writer: SampleWriter, display: Display
    ) -> None:
        cell = self._suite.cells[slot.cell].cell
        again = " (A/A)" if slot.control else ""
        what = f"block {slot.block + 1}: {slot.contender.name}{again} on {cell.label}"
        done = self.outcome.samples - len(self._lineup.skips)
        display.sample(done, done + len(left), what, self._estimate.left(left))
        if (slot.cell, slot.contender) in self._hung:
            reason = f"timed out in block {self._hung[slot.cell, slot.contender] + 1}"
            self._write(
                writer, slot, self._unmeasured(slot.cell, slot.contender, reason), 0.0, None
            )
            return
        batches = self._lineup.batches[slot.cell, slot.contender.name]
        taken = take(
            self._bench.path,
            cell,
            slot.contender,
            self._rates,
            self._timeout(slot),
            self._suite.texts,
            batches,
        )
        self._blocks.sample_done()
        self._estimate.learn(slot, taken.elapsed_s)
        if taken.timed_out:
            self._hung[slot.cell, slot.contender] = slot.block
        self._write(writer, slot, taken.measurement, taken.elapsed_s, taken.exit_code)
        self._note(slot, taken.measurement, display)

    def _recall(self, before: Before) -> set[tuple[int, Contender]]:
        """Takes over what an earlier part of the run found, and says which pairs have a line
        already."""
        self.outcome.samples = before.lines
        self._judge = Judge(len(self._suite.cells), before.looks)
        self._blocks = Blocks(self._protocol.retry, before.blocks, before.spent_s)
        noted = set()
        for sample in before.samples:
            measurement = sample["measurement"]
            slot = Slot(
                sample["block"],
                sample["cell"],
                Contender(measurement["strategy"], measurement["engine"]),
            )
            noted.add((slot.cell, slot.contender))
            if sample["exit_code"] is not None:
                self._estimate.learn(slot, sample["elapsed_s"])
            self._judge.add(sample)
            self._count(slot, measurement)
        return noted

    def _timeout(self, slot: Slot) -> float:
        if self._timeout_s is not None:
            return self._timeout_s
        return (
            TIMEOUT_BASE_S + TIMEOUT_BOUNDS * self._lineup.bounds_s[slot.cell, slot.contender.name]
        )

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
        record = records.sample(
            slot.block, order, slot.cell, now, elapsed_s, code, measurement, slot.control
        )
        writer.append(record)
        self._judge.add(record)
        self.outcome.samples += 1

    def _note(self, slot: Slot, measurement: records.Record, display: Display) -> None:
        line = self._count(slot, measurement)
        if line:
            display.problem(line)

    def _count(self, slot: Slot, measurement: records.Record) -> str:
        """Counts a void or failed sample, and returns the line that says so; "" for a good one."""
        status = measurement["status"]
        if status not in ("void", "error"):
            return ""
        where = f"{slot.contender.name} on {self._suite.cells[slot.cell].cell.label}, block {slot.block + 1}"
        line = f"{status}: {where}: {measurement['reason']}"
        (self.outcome.voids if status == "void" else self.outcome.errors).append(line)
        return line
