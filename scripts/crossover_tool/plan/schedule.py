"""The order of samples: seeded, balanced blocks, interleaved over the cells."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crossover_tool.cell import Contender
from crossover_tool.plan.balance import order
from crossover_tool.suites.suite import PlannedCell


@dataclass(frozen=True)
class Slot:
    """One sample to take: the block, the cell's number, and the contender; `control` marks the
    second of two twins."""

    block: int
    cell: int
    contender: Contender
    control: bool = False


def cell_order(cells: Sequence[int], seed: int, number: int) -> list[int]:
    """The order in which cells get their block in round `number`: random, so that blocks of one
    cell are far apart."""
    shuffled = list(cells)
    random.Random(f"{seed}/round/{number}").shuffle(shuffled)
    return shuffled


def block_slots(
    cell: int, block: int, seed: int, contenders: Sequence[Contender], twin: Contender | None
) -> list[Slot]:
    """One block of a cell in its order: every contender once, and `twin` twice."""
    slots = [Slot(block, cell, contender) for contender in contenders]
    slots += [Slot(block, cell, twin, True)] if twin else []
    return [slots[place] for place in order(len(slots), block, f"{seed}/cell/{cell}")]


def schedule(
    cells: tuple[PlannedCell, ...],
    seed: int,
    run: Mapping[int, tuple[Contender, ...]],
    twins: Mapping[int, Contender] | None = None,
) -> Iterator[Slot]:
    """Every sample of the planned blocks in order. `run` gives the contenders that run on each
    cell, by the cell's number, `twins` who runs twice.

    Round by round; in each round the cells come in a random order, and in each cell every contender
    once, in a balanced order: contenders of one block are close in time, blocks of one cell are far
    apart. The same seed and cells give the same order, and a cell's orders do not depend on which
    other cells still take part.
    """
    for block in range(max((cell.blocks for cell in cells), default=0)):
        numbers = [number for number, cell in enumerate(cells) if block < cell.blocks]
        for number in cell_order(numbers, seed, block):
            yield from block_slots(number, block, seed, run[number], (twins or {}).get(number))
