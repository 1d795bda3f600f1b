"""Taking a block: all its samples in their order, and again as a whole while others disturb it."""

import time
from collections.abc import Callable, Sequence

from crossover_tool.running.watch import Watch
from crossover_tool.samples import records
from crossover_tool.samples.records import Record
from crossover_tool.samples.writer import SampleWriter

TakeAll = Callable[[], None]
"""Takes and writes every sample of a block, once."""

LeaveOut = Callable[[Sequence[int]], None]
"""Hears the orders of the samples that do not count, since their block is taken again; none when it
is not."""


class Blocks:
    """Takes the blocks of a run and notes the interference of each: the same for suites, searches
    and goals.

    `retry` False: disturbed blocks stay as they are. `before` are the block records of an earlier
    part of the run, and `spent_s` the seconds that it took.
    """

    def __init__(
        self, retry: bool = True, before: Sequence[Record] = (), spent_s: float = 0.0
    ) -> None:
        self._watch = Watch(retry, before)
        self._start_s = time.monotonic() - spent_s

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run began, all its parts together."""
        return time.monotonic() - self._start_s

    def sample_done(self) -> None:
        """A sample of the block ended: what disturbed it alone is seen."""
        self._watch.sample_done()

    def take(
        self,
        cell: int,
        block: int,
        lines: Callable[[], int],
        take_all: TakeAll,
        leave_out: LeaveOut,
        writer: SampleWriter,
    ) -> None:
        """Takes a block until it was calm or the retries are used up. `lines` counts the sample
        lines written so far."""
        attempt, again = 0, True
        while again:
            first = lines()
            self._watch.start()
            take_all()
            interference, tainted, again = self._watch.stop(attempt)
            left_out = range(first, lines()) if again else ()
            leave_out(left_out)
            writer.append(
                records.block(
                    cell, block, attempt, lines(), interference, tainted, left_out, self.elapsed_s
                )
            )
            attempt += 1
