"""The order of samples: seeded, balanced blocks."""

from crossover_tool.cell import Cell, Contender
from crossover_tool.plan.schedule import Slot, Where, block_slots, cell_order
from crossover_tool.running.policy import FixedBlocks
from crossover_tool.suite import PlannedCell, Suite
from hypothesis import given
from hypothesis import strategies as st

TRIO = tuple(
    Contender.parse(name) for name in ("gather/asio", "thread_pool/ring", "sequential/std")
)


def suite(blocks: list[int]) -> Suite:
    cells = [PlannedCell(Cell("timer", n + 1, 1), TRIO, count) for n, count in enumerate(blocks)]
    return Suite("made", 3, tuple(cells))


@given(st.integers(0, 2**31), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_every_cell_gets_its_blocks_round_by_round(seed: int, blocks: list[int]) -> None:
    places = list(FixedBlocks(suite(blocks), seed).blocks())
    assert places == list(FixedBlocks(suite(blocks), seed).blocks())
    assert sorted(places) == [Where(n, b) for n, count in enumerate(blocks) for b in range(count)]
    assert [where.block for where in places] == sorted(where.block for where in places)


@given(st.integers(0, 2**31), st.integers(0, 9), st.integers(0, 9))
def test_a_block_is_every_contender_once_and_the_control_twice(
    seed: int, cell: int, block: int
) -> None:
    where = Where(cell, block)
    slots = block_slots(where, seed, TRIO, TRIO[0])
    assert slots == block_slots(where, seed, TRIO, TRIO[0])
    assert sorted((slot.contender.name, slot.control) for slot in slots) == sorted(
        [*((one.name, False) for one in TRIO), (TRIO[0].name, True)]
    )
    assert all(slot.where == where for slot in slots)


def test_another_seed_gives_another_order() -> None:
    cells = list(range(6))
    assert cell_order(cells, 1, 0) != cell_order(cells, 2, 0)
    orders = {
        tuple(slot.contender.name for slot in block_slots(Where(0, 0), seed, TRIO, None))
        for seed in range(20)
    }
    assert len(orders) == 6  # all that there are


def test_the_two_runs_of_a_control_take_turns_in_being_the_first() -> None:
    firsts = set()
    for block in range(6):
        slots = block_slots(Where(0, block), 7, TRIO, TRIO[0])
        firsts.add(next(slot.control for slot in slots if slot.contender == TRIO[0]))
    assert firsts == {True, False}


def test_what_is_ahead_is_what_follows() -> None:
    policy = FixedBlocks(suite([2, 1]), 3)
    blocks = policy.blocks()
    for done in range(3):
        next(blocks)
        assert len(policy.ahead()) == 2 - done
    assert Slot(Where(0, 0), TRIO[0]) in block_slots(Where(0, 0), 1, TRIO, None)
