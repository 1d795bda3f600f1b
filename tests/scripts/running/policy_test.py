"""The planned blocks of every cell, far apart from one another."""

from crossover_tool.cell import Cell
from crossover_tool.plan.schedule import Where
from crossover_tool.running.policy import FixedBlocks
from crossover_tool.suite import PlannedCell, Suite

BLOCKS = (3, 1, 2)


def suite(blocks: tuple[int, ...] = BLOCKS) -> Suite:
    cells = [PlannedCell(Cell("timer", n + 1, 1), (), one) for n, one in enumerate(blocks)]
    return Suite("made", 3, tuple(cells))


def test_every_cell_has_its_blocks_once() -> None:
    found = list(FixedBlocks(suite(), 1).blocks())
    assert sorted(found) == [Where(0, 0), Where(0, 1), Where(0, 2), Where(1, 0), Where(2, 0)] + [
        Where(2, 1)
    ]


def test_a_round_is_over_before_the_next_one_begins() -> None:
    blocks = [where.block for where in FixedBlocks(suite(), 1).blocks()]
    assert blocks == [0, 0, 0, 1, 1, 2]


def test_the_order_is_drawn_from_the_seed() -> None:
    many = suite((4,) * 9)
    orders = {tuple(FixedBlocks(many, seed).blocks()) for seed in (1, 1, 2)}
    assert len(orders) == 2


def test_what_is_ahead_shrinks_to_nothing() -> None:
    policy = FixedBlocks(suite(), 1)
    everything = list(policy.ahead())
    ahead = [list(policy.ahead()) for _ in policy.blocks()]
    assert ahead == [everything[n:] for n in range(1, 7)]
    assert list(FixedBlocks(suite(()), 1).blocks()) == []
