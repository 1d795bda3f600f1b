"""Which cells get another block, and when the evidence is looked at. Bookkeeping only: it neither
measures nor judges."""

from collections.abc import Callable, Collection, Sequence

LOOKS = (6, 9, 13, 19, 28, 42, 63, 94, 141, 211, 316)
"""Blocks after which a run with a budget is looked at. Each look costs error rate, so they come
ever more rarely: each about half as many blocks again. Not before six (FEW_BLOCKS): a contender
that is four times as slow in a third of its processes is so in each of three blocks in one cell of
27, and where a budget is left nobody need name a winner on that."""


class Campaign:
    """The blocks of a run, round by round: in a round every cell that still takes part gets one
    block.

    Without a budget (`budget_s` None) a cell takes part for its planned blocks, and nobody looks
    before the end. With one, cells go on as the looks say or until the next round would exceed the
    budget; their planned blocks do not count.
    """

    def __init__(self, blocks: Sequence[int], budget_s: float | None = None) -> None:
        self._blocks, self._budget_s = tuple(blocks), budget_s
        self._going_on = tuple(range(len(self._blocks)))
        self._taken = [0] * len(self._blocks)
        self.rounds = 0

    def recall(self, whole: Collection[tuple[int, int]], looks: Sequence[Collection[int]]) -> bool:
        """Goes on after an earlier part of the run, which left `whole` blocks, as (cell, block),
        and after each of whose looks these cells went on. True when it stopped where a look was due
        and not yet taken.
        """
        if self._budget_s is None:
            return False
        for moment, cells in zip(LOOKS, looks):
            while self.rounds < moment:
                self.finish_round()
            self.go_on(cells)
        while self._going_on and all(
            (number, self.block(number)) in whole for number in self._going_on
        ):
            self.finish_round()
        return len(looks) < sum(moment <= self.rounds for moment in LOOKS)

    def next_round(
        self, elapsed_s: float, cost_s: Callable[[Sequence[int]], float]
    ) -> tuple[int, ...]:
        """The cells that get a block now; none when the run is over.

        `cost_s` estimates the seconds that a block of each of some cells takes.
        """
        if self._budget_s is None:
            return tuple(
                number for number, blocks in enumerate(self._blocks) if self.rounds < blocks
            )
        if self.rounds > 0 and elapsed_s + cost_s(self._going_on) > self._budget_s:
            return ()
        return self._going_on

    def block(self, cell: int) -> int:
        """The number of a cell's next block: who paused goes on where it was, so that its orders
        stay balanced."""
        return self.rounds if self._budget_s is None else self._taken[cell]

    def finish_round(self) -> None:
        """Notes that every block of the round was taken."""
        self.rounds += 1
        for number in self._going_on:
            self._taken[number] += 1

    @property
    def look_due(self) -> bool:
        """True when the evidence is to be looked at before the next round."""
        return self._budget_s is not None and self.rounds in LOOKS

    def passed(self, elapsed_s: float) -> float:
        """How much of the budget is over, from 0 to 1."""
        return 1.0 if not self._budget_s else min(1.0, elapsed_s / self._budget_s)

    def go_on(self, cells: Collection[int]) -> None:
        """Leaves the following rounds to the cells that a look has found to need them."""
        self._going_on = tuple(sorted(cells))
