"""The order of samples, and what is left out of it."""

from pathlib import Path

import pytest
from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import MachineLimitError
from crossover_tool.plan.bounds import lower_bound_us, task_cost
from crossover_tool.plan.feasible import check_descriptors, skip_reason
from crossover_tool.plan.schedule import schedule
from crossover_tool.suites.suite import PlannedCell, Suite
from hypothesis import given
from hypothesis import strategies as st

GATHER, POOL, SEQUENTIAL = (
    Contender("gather", "asio"),
    Contender("thread_pool", "std"),
    Contender("sequential", "std"),
)


def planned(cell: Cell, blocks: int = 3, max_sample_us: int = 3_000_000) -> PlannedCell:
    return PlannedCell(cell, (GATHER, POOL, SEQUENTIAL), blocks, max_sample_us, 0, "")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Bench(Path(FAKE)).catalog()


@given(st.integers(0, 2**31), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_a_block_is_every_contender_of_a_cell_once_and_together(
    seed: int, blocks: list[int]
) -> None:
    cells = tuple(
        planned(Cell("timer", number + 1, 1), count) for number, count in enumerate(blocks)
    )
    run = {number: cell.contenders for number, cell in enumerate(cells)}
    slots = list(schedule(cells, seed, run))
    assert slots == list(schedule(cells, seed, run))
    assert len(slots) == sum(3 * count for count in blocks)
    for start in range(0, len(slots), 3):
        together = slots[start : start + 3]
        assert len({(slot.block, slot.cell) for slot in together}) == 1
        assert {slot.contender for slot in together} == {GATHER, POOL, SEQUENTIAL}
    assert [slot.block for slot in slots] == sorted(slot.block for slot in slots)


def test_another_seed_gives_another_order() -> None:
    cells = tuple(planned(Cell("timer", tasks, 1)) for tasks in range(1, 6))
    run = {number: cell.contenders for number, cell in enumerate(cells)}
    assert list(schedule(cells, 1, run)) != list(schedule(cells, 2, run))


def test_bounds_follow_the_contenders_own_limit() -> None:
    cell = Cell("tcp", 1000, 64, (("wait_us", 5000), ("bytes", 64)))
    assert [lower_bound_us(cell, c, 2) for c in (GATHER, POOL, SEQUENTIAL)] == [
        5000,
        16 * 5000,
        5_000_000,
    ]
    burn = Cell("sha256", 100, 8, (("bytes", 0), ("cpu_us", 1000)))
    assert [lower_bound_us(burn, c, 2) for c in (POOL, SEQUENTIAL)] == [50_000, 100_000]


def test_the_cost_of_a_mixed_task_is_split_by_its_share() -> None:
    cost = task_cost(Cell("mixed", 1, 1, (("work_us", 2000), ("wait_share_pct", 25))))
    assert (cost.wait_us, cost.cpu_us) == (500, 1500)


def test_what_takes_too_long_is_skipped_with_its_reason(catalog: Catalog) -> None:
    cell = planned(Cell("timer", 1000, 64, (("wait_us", 50_000),)))
    reason = skip_reason(cell, SEQUENTIAL, catalog, 2, 20_000)
    assert reason == "would take at least 50 s, above max_sample 3 s"
    assert skip_reason(cell, GATHER, catalog, 2, 20_000) == ""


def test_too_few_descriptors_skip_in_a_suite_and_refuse_by_hand(catalog: Catalog) -> None:
    cell = planned(Cell("tcp", 1000, 64, (("wait_us", 5000), ("bytes", 64))))
    assert "needs 1,064 descriptors, there are 1,024" == skip_reason(cell, GATHER, catalog, 2, 1024)
    assert skip_reason(cell, POOL, catalog, 2, 1024) == ""
    check_descriptors(Suite("quick", "", 3, (cell,)), catalog, 1024)
    with pytest.raises(MachineLimitError, match="needs 1064 .* allows 1024.*ulimit -Hn 1064"):
        check_descriptors(Suite("tcp", "", 3, (cell,), strict=True), catalog, 1024)


def test_pairs_that_the_bench_skips_carry_its_reason(catalog: Catalog) -> None:
    cell = planned(Cell("tcp", 10, 10, (("wait_us", 5000), ("bytes", 64))))
    assert (
        skip_reason(cell, Contender("thread_pool", "static_split"), catalog, 2, 999)
        == "a split knows no waits"
    )
