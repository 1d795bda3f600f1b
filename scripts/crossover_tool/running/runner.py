"""Running: every block that the policy asks for, every sample of it kept at once, whatever happens
to the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from crossover_tool.analysis.deciding import failing
from crossover_tool.cell import Contender
from crossover_tool.host.interference import is_taken_again, taints
from crossover_tool.plan.entrants import Entrants
from crossover_tool.plan.schedule import Slot, Where
from crossover_tool.running.display import Display
from crossover_tool.running.estimate import Estimate
from crossover_tool.running.ledger import Leaving, Ledger
from crossover_tool.running.meter import InterferenceMeter
from crossover_tool.running.policy import Policy
from crossover_tool.running.retry import Retries
from crossover_tool.running.sampler import Sampler, Taken, not_taken
from crossover_tool.samples.codec import now
from crossover_tool.samples.records import Block, Sample

OBSERVED_BLOCKS = 6
"""Where a budget decides how many blocks there are, what takes a batch more (a loop's lag, and the
stamps of tasks that stamping would lengthen) is looked at in so many blocks of a cell, as many as a
claim takes: no question is decided by it, and the time is better spent on those that are open."""

TIMEOUT_BASE_S = 60.0
TIMEOUT_BOUNDS = 10.0
"""A sample is a hang when it takes ten times its least and a minute: set-up, warm-up and several
batches fit."""


@dataclass(frozen=True)
class Limits:
    """`timeout_s` replaces the derived timeout of every sample; `retries` says whether a disturbed
    block is taken again, None: never. With a budget `thrifty`: nothing is taken that decides
    nothing."""

    timeout_s: float | None = None
    retries: Retries | None = None
    thrifty: bool = False


class Runner:
    """Takes the samples of a run's entrants and keeps the books of them."""

    def __init__(
        self,
        entrants: Entrants,
        sampler: Sampler,
        ledger: Ledger,
        display: Display,
        limits: Limits = Limits(),
    ) -> None:
        self._entrants, self._sampler, self._ledger = entrants, sampler, ledger
        self._display, self._limits = display, limits
        self._meter = InterferenceMeter()
        self._hung: dict[tuple[int, Contender], int] = {}
        self._done = 0
        self.estimate = Estimate(entrants)
        for sample in ledger.samples:
            if sample.exit_code is not None:
                slot = Slot(Where(sample.cell, sample.block), sample.contender)
                self.estimate.learn(slot, sample.elapsed_s)
                self._done += 1

    def run(self, policy: Policy) -> None:
        """Takes every block that `policy` asks for and that is not whole yet. ResultsError when
        writing fails; KeyboardInterrupt passes through."""
        for where in policy.blocks():
            if not self._ledger.is_whole(where):
                ahead = [w for w in policy.ahead() if not self._ledger.is_whole(w)]
                self._note_skipped(where.cell)
                self._take_block(where, [slot for w in ahead for slot in self._slots(w)])

    def cost_s(self, places: Sequence[Where], leaving: Leaving = Leaving()) -> float:
        """Seconds that these blocks will take, when these leave as well."""
        return sum(self.estimate.left(self._slots(where, leaving)) for where in places)

    def _slots(self, where: Where, leaving: Leaving = Leaving()) -> list[Slot]:
        gone = self._ledger.leaving(where.cell)
        failed = {*gone.failing, *leaving.failing}
        if self._limits.thrifty:
            failed |= {one.contender for one in failing(self._ledger.samples, [where.cell])}
        return self._entrants.block(where, {*gone.behind, *leaving.behind}, failed)

    def _note_skipped(self, cell: int) -> None:
        """Writes a line for everyone who does not run on the cell, once."""
        for contender, entrant in self._entrants.skipped(cell).items():
            if not self._ledger.has_line(cell, contender):
                skipped = not_taken(entrant.pair, entrant.skipped)
                self._write(Slot(Where(cell, 0), contender), skipped)

    def _take_block(self, where: Where, ahead: list[Slot]) -> None:
        """Takes a block until it was calm or the retries are used up."""
        slots = self._slots(where)
        attempt, again = 0, bool(slots)
        while again:
            first = self._ledger.lines
            self._meter.start()
            for place, slot in enumerate(slots):
                self._take(slot, [*slots[place:], *ahead])
            interference = self._meter.stop()
            tainted = taints(interference)
            retries = self._limits.retries
            again = retries is not None and retries.again(attempt, is_taken_again(interference))
            left_out = range(first, self._ledger.lines) if again else ()
            counts = (*where, attempt, self._ledger.lines)
            found = (interference, tuple(tainted), tuple(left_out), self._ledger.elapsed_s)
            self._ledger.end_block(Block(*counts, *found))
            attempt += 1

    def _take(self, slot: Slot, left: list[Slot]) -> None:
        where, contender = slot.where, slot.contender
        label = self._entrants.suite.cells[where.cell].cell.label
        again = " (A/A)" if slot.control else ""
        what = f"block {where.block + 1}: {contender.name}{again} on {label}"
        self._display.sample(self._done, self._done + len(left), what, self.estimate.left(left))
        entrant = self._entrants.of(where.cell, contender)
        if (where.cell, contender) in self._hung:
            reason = f"timed out in block {self._hung[where.cell, contender] + 1}"
            self._write(slot, not_taken(entrant.pair, reason))
            return
        derived_s = TIMEOUT_BASE_S + TIMEOUT_BOUNDS * entrant.least_s
        free = self._limits.thrifty and where.block >= OBSERVED_BLOCKS
        timeout_s = self._limits.timeout_s or derived_s
        taken = self._sampler.take(entrant, timeout_s, "free" if free else "all")
        self._meter.sample_done()
        self.estimate.learn(slot, taken.elapsed_s)
        if taken.timed_out:
            self._hung[where.cell, contender] = where.block
        self._done += 1
        self._write(slot, taken)

    def _write(self, slot: Slot, taken: Taken) -> None:
        problem = self._ledger.add(
            Sample(
                block=slot.where.block,
                order=self._ledger.lines,
                cell=slot.where.cell,
                measurement=taken.measurement,
                started=now(),
                elapsed_s=taken.elapsed_s,
                exit_code=taken.exit_code,
                control=slot.control,
            )
        )
        if problem:
            self._display.problem(problem)
