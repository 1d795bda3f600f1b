"""From contenders to what regrets are judged on."""

import math

import pytest
from crossover_tool.analysis.regret_data import (
    LEAST_MEMORY,
    chosen,
    cost_data,
    cost_regrets,
    series_of,
    undecided,
)
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.regret import Class
from made_results import engine

SPANS = [1e6, 2e6, 3e6]


def test_pages_are_no_memory_and_no_time_is_no_cpu() -> None:
    found = engine(
        "gather/asio",
        SPANS,
        memory_by_block={0: 4096.0, 1: 3 * LEAST_MEMORY},
        cpu_by_block={0: 0.0, 1: 7.0},
    )
    assert series_of(found, "memory") == {0: LEAST_MEMORY, 1: 3 * LEAST_MEMORY}
    assert series_of(found, "cpu") == {1: 7.0}
    assert series_of(found, "p99") == {}


def test_contenders_stand_on_the_side_of_their_choice() -> None:
    names = ("gather/asio", "gather/asio_cores", "thread_pool/std")
    data = CellData(dict.fromkeys(names, {0: 1.0}), twice="thread_pool/std", control={0: 1.0})
    found = chosen(data, names[:2])
    assert found.teams == {"gather/asio": "gather", "gather/asio_cores": "gather on all cores"}
    assert (found.twice, found.control) == ("", {})  # of somebody who is left out
    assert chosen(data, names).control == {0: 1.0}


def test_where_nothing_may_be_concluded_all_is_open() -> None:
    slow, quick = engine("gather/libuv", [4e6] * 3), engine("gather/asio", [2e6] * 3)
    pool = engine("thread_pool/std", [6e6] * 3)
    found = undecided([pool, slow, quick])
    assert {choice: one.value for choice, one in found.items()} == pytest.approx(
        {"gather": 1.0, "thread_pool": 3.0}
    )
    assert found["gather"].contender == "gather/asio"
    assert {(one.low, one.high, one.proven) for one in found.values()} == {
        (1.0, math.inf, Class.OPEN)
    }


def test_a_cost_that_one_choice_lacks_is_left_out_at_that_question() -> None:
    whole = engine("gather/asio", SPANS)
    lacks = engine("thread_pool/std", SPANS, cpu_by_block={})
    (row,) = cost_regrets([{"gather": whole, "thread_pool": lacks}], 0.05)
    assert set(row["gather"]) == set(row["thread_pool"]) == {"memory"}
    assert cost_regrets([{}], 0.05) == [{}]


def test_late_blocks_are_noted() -> None:
    late = engine("gather/asio", SPANS, late=frozenset({5}))
    found = cost_data({"gather": late}, {"gather": {0: 1.0}})
    assert found.late == {"gather/asio": {5}}
    assert found.team("gather/asio") == "gather"
