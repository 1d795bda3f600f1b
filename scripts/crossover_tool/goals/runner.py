"""Running a suite of goals: contenders and baselines of a cell meet in the same blocks, each in a
fresh process."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Contender
from crossover_tool.goals.goal import GoalSuite, is_contender
from crossover_tool.goals.program import folder_of, take_program
from crossover_tool.goals.records import sample
from crossover_tool.goals.results import GoalResults
from crossover_tool.plan.balance import order
from crossover_tool.plan.schedule import cell_order
from crossover_tool.running.blocks import Blocks
from crossover_tool.running.progress import Display
from crossover_tool.running.resume import Before
from crossover_tool.running.sample import Taken, take
from crossover_tool.samples.records import Record
from crossover_tool.samples.writer import SampleWriter

TIMEOUT_S = 60.0
"""No goal's cell takes more than a few seconds; a minute means that a process hangs."""


@dataclass(frozen=True)
class Slot:
    """One sample to take; `control` marks the second of two twins."""

    block: int
    cell: int
    entrant: str
    control: bool = False


def schedule(suite: GoalSuite, seed: int) -> Iterator[Slot]:
    """Every sample in order: in each round the cells in random order, in each cell a block in a
    balanced one."""
    for block in range(max(planned.blocks for planned in suite.cells)):
        numbers = [n for n, planned in enumerate(suite.cells) if block < planned.blocks]
        for number in cell_order(numbers, seed, block):
            yield from block_slots(suite, number, block, seed)


def block_slots(suite: GoalSuite, cell: int, block: int, seed: int) -> list[Slot]:
    """One block of a cell in its order, which is balanced as that of contenders is: every entrant
    once, the twin twice."""
    slots = [Slot(block, cell, entrant) for entrant in suite.entrants(cell)]
    twin = suite.cells[cell].twin
    slots += [Slot(block, cell, twin, True)] if twin else []
    return [slots[place] for place in order(len(slots), block, f"{seed}/cell/{cell}")]


def sort_out(results: GoalResults) -> Before:
    """What counts of a stopped run: whole blocks; one that was cut is taken again as a whole."""
    suite, seed = results.suite, int(results.header["seed"])
    taken: dict[tuple[int, int], Counter[str]] = {}
    for one in results.samples:
        taken.setdefault((one["cell"], one["block"]), Counter())[one["entrant"]] += 1
    planned = {
        place: Counter(slot.entrant for slot in block_slots(suite, *place, seed)) for place in taken
    }
    whole = frozenset(place for place, names in planned.items() if taken[place] >= names)
    left_out = [one["order"] for one in results.samples if (one["cell"], one["block"]) not in whole]
    counting = tuple(one for one in results.samples if one["order"] not in left_out)
    return Before(
        results.lines,
        counting,
        whole,
        tuple(left_out),
        blocks=results.blocks,
        spent_s=results.spent_s,
    )


@dataclass
class GoalRunner:
    """Takes the samples of one suite. `voids` and `errors` hold a line for each sample that went
    wrong.

    Blocks are watched and taken again as those of cells are (`retry` False: never).
    """

    bench: Bench
    suite: GoalSuite
    rates: Mapping[str, float]
    retry: bool = True
    samples: int = 0
    voids: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def run(
        self, seed: int, writer: SampleWriter, display: Display, before: Before = Before()
    ) -> None:
        """Takes and writes every sample. ResultsError when writing fails; KeyboardInterrupt passes
        through.

        `before` is what an earlier part of the same run has: its whole blocks are not taken again.
        """
        self.samples = before.lines
        for one in before.samples:
            self._note(Slot(one["block"], one["cell"], one["entrant"]), one["measurement"])
        blocks = Blocks(self.retry, before.blocks, before.spent_s)
        slots = list(schedule(self.suite, seed))
        for cell, block in dict.fromkeys((slot.cell, slot.block) for slot in slots):
            if (cell, block) not in before.whole:
                self._take_block(
                    block_slots(self.suite, cell, block, seed), blocks, len(slots), writer, display
                )

    def _take_block(
        self,
        slots: Sequence[Slot],
        blocks: Blocks,
        planned: int,
        writer: SampleWriter,
        display: Display,
    ) -> None:
        def take_all() -> None:
            for slot in slots:
                self._take_slot(slot, blocks, planned, writer, display)

        if slots:
            where = (slots[0].cell, slots[0].block)
            blocks.take(*where, lambda: self.samples, take_all, lambda orders: None, writer)

    def _take_slot(
        self, slot: Slot, blocks: Blocks, planned: int, writer: SampleWriter, display: Display
    ) -> None:
        label = self.suite.cells[slot.cell].cell.label
        left = max(1, planned - self.samples)
        left_s = (blocks.elapsed_s / self.samples if self.samples else 0.6) * left
        again = " (A/A)" if slot.control else ""
        what = f"block {slot.block + 1}: {slot.entrant}{again} on {label}"
        display.sample(self.samples, self.samples + left, what, left_s)
        taken, where = self._take(slot), (slot.block, self.samples, slot.cell, slot.entrant)
        blocks.sample_done()
        now = datetime.now(timezone.utc)
        found = (taken.elapsed_s, taken.exit_code, taken.measurement, slot.control)
        writer.append(sample(*where, now, *found))
        self.samples += 1
        line = self._note(slot, taken.measurement)
        if line:
            display.problem(line)

    def _take(self, slot: Slot) -> Taken:
        cell = self.suite.cells[slot.cell].cell
        if is_contender(slot.entrant):
            return take(self.bench.path, cell, Contender.parse(slot.entrant), self.rates, TIMEOUT_S)
        return take_program(self._programs, slot.entrant, cell, TIMEOUT_S)

    @property
    def _programs(self) -> Path:
        return folder_of(self.bench.path)

    def _note(self, slot: Slot, measurement: Record) -> str:
        """Notes a void or failed sample, and returns the line that says so; "" for a good one."""
        status, reason = measurement["status"], measurement["reason"]
        if status not in ("void", "error"):
            return ""
        where = (
            f"{slot.entrant} on {self.suite.cells[slot.cell].cell.label}, block {slot.block + 1}"
        )
        (self.voids if status == "void" else self.errors).append(f"{status}: {where}: {reason}")
        return f"{status}: {where}: {reason}"
