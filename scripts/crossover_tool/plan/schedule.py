"""The order of samples: seeded, balanced blocks, interleaved over the cells."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crossover_tool.cell import Contender
from crossover_tool.plan.balance import order


class Where(NamedTuple):
    """A block of a cell: the cell's number, and the block's among those of the cell."""

    cell: int
    block: int


@dataclass(frozen=True)
class Slot:
    """One sample to take; `control` marks the second run of the contender that its block measures
    twice."""

    where: Where
    contender: Contender
    control: bool = False


def cell_order(cells: Sequence[int], seed: int, number: int) -> list[int]:
    """The order in which cells get their block in round `number`: random, so that blocks of one
    cell are far apart."""
    shuffled = list(cells)
    random.Random(f"{seed}/round/{number}").shuffle(shuffled)
    return shuffled


def block_slots(
    where: Where, seed: int, contenders: Sequence[Contender], control: Contender | None
) -> list[Slot]:
    """One block in its order: every contender once, and `control` twice.

    The order depends on nothing but these, so that it is the same in a run that is resumed, and
    whichever other cells take part.
    """
    slots = [Slot(where, contender) for contender in contenders]
    slots += [Slot(where, control, True)] if control else []
    places = order(len(slots), where.block, f"{seed}/cell/{where.cell}")
    return [slots[place] for place in places]
