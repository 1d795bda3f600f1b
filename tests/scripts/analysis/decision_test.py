"""What to take of the choices that are good enough: what costs less, where that is proven."""

import pytest
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.decision import Decision, decide
from made_results import engine

BLOCKS = 12
MIB = 2.0**20


def good(cpu: float, memory: float, name: str) -> Measured:
    """An engine that is as quick as the others, with what it spends."""
    by_block = {block: 1.0 + 0.001 * ((block * len(name)) % 5) for block in range(BLOCKS)}
    return engine(
        name,
        [1e6] * BLOCKS,
        cpu_by_block={block: cpu * one for block, one in by_block.items()},
        memory_by_block={block: memory * MIB * one for block, one in by_block.items()},
    )


def decided(gather: tuple[float, float], pool: tuple[float, float]) -> Decision:
    """`cpu` and `memory` of each."""
    row = {"gather": good(*gather, "gather/asio"), "thread_pool": good(*pool, "thread_pool/std")}
    return decide([row], 0.05)[0]


def test_who_alone_is_good_enough_is_taken_for_its_time() -> None:
    alone = {"gather": good(1.0, 2.0, "gather/asio")}
    assert decide([alone], 0.05) == [Decision("gather", "time", ("gather",))]


def test_where_nobody_is_nothing_is_taken() -> None:
    assert decide([{}], 0.05) == [Decision()]


def test_cpu_decides_before_memory() -> None:
    found = decided((1e6, 8.0), (2e6, 2.0))
    assert (found.take, found.why, found.left) == ("gather", "cpu", ("gather",))
    assert found.saved == pytest.approx(2.0, rel=0.01)


def test_memory_decides_where_cpu_is_alike() -> None:
    found = decided((1e6, 8.0), (1e6, 2.0))
    assert (found.take, found.why) == ("thread_pool", "memory")
    assert found.saved == pytest.approx(4.0, rel=0.01)


def test_what_is_alike_in_all_is_left() -> None:
    assert decided((1e6, 2.0), (1e6, 2.0)) == Decision("", "", ("gather", "thread_pool"))
