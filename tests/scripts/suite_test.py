"""A suite: who is in it, and what the command line changes."""

from crossover_tool.cell import Cell, Contender
from crossover_tool.suite import PlannedCell, Suite

GATHER, POOL = Contender("gather", "asio"), Contender("thread_pool", "ring")
SUITE = Suite(
    "made",
    3,
    (
        PlannedCell(Cell("timer", 1, 1), (GATHER, POOL), 3, 1000),
        PlannedCell(Cell("timer", 2, 1), (POOL,), 9, 2000),
    ),
)


def test_each_contender_is_named_once_in_its_order() -> None:
    assert SUITE.names == ["gather/asio", "thread_pool/ring"]


def test_what_is_given_replaces_what_every_cell_has() -> None:
    found = SUITE.with_overrides(blocks=5, max_sample_us=None)
    assert (found.blocks, [cell.blocks for cell in found.cells]) == (5, [5, 5])
    assert [cell.max_sample_us for cell in found.cells] == [1000, 2000]


def test_what_is_not_given_stays() -> None:
    assert SUITE.with_overrides(None, None) == SUITE
    assert {cell.max_sample_us for cell in SUITE.with_overrides(None, 7).cells} == {7}
