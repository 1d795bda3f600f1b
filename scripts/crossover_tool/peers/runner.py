"""Running a suite of goals: contenders and peer programs of a cell meet in the same blocks, each in a fresh process."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from time import monotonic

from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Contender
from crossover_tool.peers.goal import GoalSuite, is_contender
from crossover_tool.peers.program import folder_of, take_program
from crossover_tool.peers.records import sample
from crossover_tool.running.progress import Display
from crossover_tool.running.sample import Taken, take
from crossover_tool.samples.writer import SampleWriter

TIMEOUT_S = 60.0
"""No goal's cell takes more than a few seconds; a minute means that a process hangs."""


@dataclass(frozen=True)
class Slot:
    """One sample to take."""

    block: int
    cell: int
    entrant: str


def schedule(suite: GoalSuite, seed: int) -> Iterator[Slot]:
    """Every sample in order: in each round the cells in random order, in each cell every entrant once in random order."""
    order = random.Random(seed)
    for block in range(max(planned.blocks for planned in suite.cells)):
        numbers = [n for n, planned in enumerate(suite.cells) if block < planned.blocks]
        order.shuffle(numbers)
        for number in numbers:
            entrants = list(suite.entrants(number))
            order.shuffle(entrants)
            for entrant in entrants:
                yield Slot(block, number, entrant)


@dataclass
class GoalRunner:
    """Takes the samples of one suite. `voids` and `errors` hold a line for each sample that went wrong."""

    bench: Bench
    suite: GoalSuite
    rates: Mapping[str, float]
    samples: int = 0
    voids: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def run(self, seed: int, writer: SampleWriter, display: Display) -> None:
        """Takes and writes every sample. ResultsError when writing fails; KeyboardInterrupt passes through."""
        slots = list(schedule(self.suite, seed))
        began = monotonic()
        for done, slot in enumerate(slots):
            label = self.suite.cells[slot.cell].cell.label
            left_s = (monotonic() - began) / done * (len(slots) - done) if done else 0.6 * len(slots)
            display.sample(done, len(slots), f"block {slot.block + 1}: {slot.entrant} on {label}", left_s)
            taken = self._take(slot)
            now = datetime.now(timezone.utc)
            writer.append(
                sample(
                    slot.block,
                    self.samples,
                    slot.cell,
                    slot.entrant,
                    now,
                    taken.elapsed_s,
                    taken.exit_code,
                    taken.measurement,
                )
            )
            self.samples += 1
            if taken.measurement["status"] in ("void", "error"):
                self._note(slot, taken, display)

    def _take(self, slot: Slot) -> Taken:
        cell = self.suite.cells[slot.cell].cell
        if is_contender(slot.entrant):
            return take(self.bench.path, cell, Contender.parse(slot.entrant), self.rates, TIMEOUT_S)
        return take_program(self._programs, slot.entrant, cell, TIMEOUT_S)

    @property
    def _programs(self) -> Path:
        return folder_of(self.bench.path)

    def _note(self, slot: Slot, taken: Taken, display: Display) -> None:
        status, reason = taken.measurement["status"], taken.measurement["reason"]
        where = f"{slot.entrant} on {self.suite.cells[slot.cell].cell.label}, block {slot.block + 1}"
        (self.voids if status == "void" else self.errors).append(f"{status}: {where}: {reason}")
        display.problem(f"{status}: {where}: {reason}")
