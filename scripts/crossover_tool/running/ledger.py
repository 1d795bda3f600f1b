"""The books of a run: every record in its file, the samples that count, and how long it took."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from crossover_tool.cell import Contender
from crossover_tool.plan.schedule import Where
from crossover_tool.samples.records import Block, Interim, Sample, Status
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.suite import Suite


@dataclass(frozen=True)
class Before:
    """What a stopped run left: how many sample lines, those that still count, the blocks that are
    whole, and the orders of samples in a block that was cut in half: it is taken again as a whole,
    since its contenders must meet in the same minutes. Also its records of blocks and interim
    analyses, and the seconds that it took."""

    lines: int = 0
    samples: tuple[Sample, ...] = ()
    whole: frozenset[Where] = frozenset()
    left_out: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = ()
    interims: tuple[Interim, ...] = ()
    spent_s: float = 0.0


@dataclass
class Outcome:
    """What went wrong in a run: a line for each void and for each failed sample."""

    voids: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Leaving:
    """The names of those that take part no more on a cell: who is far behind, and who always
    fails."""

    behind: Collection[str] = ()
    failing: Collection[str] = ()


def leaving_after(interims: Sequence[Interim], cell: int, lines: int) -> Leaving:
    """Whom the analyses of the first `lines` of samples let go on a cell."""
    known = [interim for interim in interims if interim.samples <= lines]
    return Leaving(
        {one.contender for interim in known for one in interim.behind if one.cell == cell},
        {one.contender for interim in known for one in interim.failing if one.cell == cell},
    )


class Ledger:
    """Keeps the books of a run on `suite`, and goes on with those of its parts `before`."""

    def __init__(self, suite: Suite, writer: SampleWriter, before: Before = Before()) -> None:
        self._suite, self._writer = suite, writer
        self._whole = set(before.whole)
        self._samples = {sample.order: sample for sample in before.samples}
        self._start_s = time.monotonic() - before.spent_s
        self.lines = before.lines
        self.interims = list(before.interims)
        self.outcome = Outcome()
        for sample in before.samples:
            self._judge(sample)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run began, all its parts together."""
        return time.monotonic() - self._start_s

    @property
    def samples(self) -> list[Sample]:
        """The samples that count."""
        return list(self._samples.values())

    def of_block(self, where: Where) -> list[Sample]:
        """The samples of a block that count."""
        return [s for s in self._samples.values() if (s.cell, s.block) == where]

    def is_whole(self, where: Where) -> bool:
        """True for a block that needs not be taken (again)."""
        return where in self._whole

    def has_line(self, cell: int, contender: Contender) -> bool:
        """True when there is a sample of the contender on the cell, be it a skipped one."""
        return any((s.cell, s.contender) == (cell, contender) for s in self._samples.values())

    def add(self, sample: Sample) -> str:
        """Writes a sample. Returns the line that says what went wrong with it, "" when nothing did.
        ResultsError when the disk refuses."""
        self._writer.append(sample)
        self._samples[sample.order] = sample
        self.lines += 1
        return self._judge(sample)

    def end_block(self, block: Block) -> None:
        """Writes the end of a block, whose samples do not count where it is taken again."""
        self._writer.append(block)
        for order in block.left_out:
            self._samples.pop(order)
        if not block.left_out:
            self._whole.add(Where(block.cell, block.number))

    def leaving(self, cell: int) -> Leaving:
        """Who takes no more samples on a cell."""
        return leaving_after(self.interims, cell, self.lines)

    def add_interim(self, interim: Interim) -> None:
        self._writer.append(interim)
        self.interims.append(interim)

    def _judge(self, sample: Sample) -> str:
        status = sample.measurement.status
        if status not in (Status.VOID, Status.ERROR):
            return ""
        where = f"{self._suite.cells[sample.cell].cell.label}, block {sample.block + 1}"
        line = f"{status}: {sample.contender.name} on {where}: {sample.measurement.reason}"
        (self.outcome.voids if status is Status.VOID else self.outcome.errors).append(line)
        return line
