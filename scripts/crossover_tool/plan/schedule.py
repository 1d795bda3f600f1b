"""The order of samples: seeded, balanced blocks, interleaved over the cells."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from crossover_tool.cell import Contender
from crossover_tool.suites.suite import PlannedCell


@dataclass(frozen=True)
class Slot:
    """One sample to take: the block, the cell's number, and the contender."""

    block: int
    cell: int
    contender: Contender


def schedule(
    cells: tuple[PlannedCell, ...], seed: int, run: dict[int, tuple[Contender, ...]]
) -> Iterator[Slot]:
    """Every sample in order. `run` gives the contenders that run on each cell, by the cell's number.

    Round by round; in each round the cells come in a random order, and in each cell every contender comes once, in a
    random order: contenders of one block are close in time, blocks of one cell are far apart. The same seed and cells
    give the same order.
    """
    order = random.Random(seed)
    for block in range(max((cell.blocks for cell in cells), default=0)):
        numbers = [number for number, cell in enumerate(cells) if block < cell.blocks]
        order.shuffle(numbers)
        for number in numbers:
            contenders = list(run[number])
            order.shuffle(contenders)
            for contender in contenders:
                yield Slot(block, number, contender)
