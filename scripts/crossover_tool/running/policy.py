"""Which block of a run comes next: the one thing in which runs differ.

A policy is told nothing: it reads what it wants to know from the ledger. A run that is resumed asks
it from the start; the blocks that are whole are not taken again, so that it arrives where it was.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from crossover_tool.plan.schedule import Where, cell_order
from crossover_tool.suite import Suite


class Policy(Protocol):
    """Says which blocks are taken."""

    def blocks(self) -> Iterator[Where]:
        """The blocks in their order; each is whole when the next is asked for."""

    def ahead(self) -> Sequence[Where]:
        """What certainly follows the block that was given last, for the display."""


class FixedBlocks(Policy):
    """The planned blocks of every cell: in each round the cells come in a random order, so that
    blocks of one cell are far apart."""

    def __init__(self, suite: Suite, seed: int) -> None:
        cells = suite.cells
        self._plan = [
            Where(number, block)
            for block in range(max((planned.blocks for planned in cells), default=0))
            for number in cell_order(
                [n for n, planned in enumerate(cells) if block < planned.blocks], seed, block
            )
        ]
        self._given = 0

    def blocks(self) -> Iterator[Where]:
        for self._given, where in enumerate(self._plan, start=1):
            yield where

    def ahead(self) -> Sequence[Where]:
        return self._plan[self._given :]
