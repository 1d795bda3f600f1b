"""What a cell asks: its words, and how much of its time it waits."""

from dataclasses import replace

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.question import share_of_waiting, title_of
from crossover_tool.cell import Cell
from made_results import cell, engine, results


@pytest.fixture(scope="module")
def plain() -> CellResult:
    return analyse(results([cell("timer", 10, 10, wait_us=5000)], ["gather/asio"])).cells[0]


def test_a_question_without_words_has_the_cells(plain: CellResult) -> None:
    assert title_of(plain) == "timer, wait 5 ms: 10 tasks, limit 10"
    assert title_of(replace(plain, title="ten naps")) == "ten naps"


def test_that_a_latency_decides_is_said_once(plain: CellResult) -> None:
    late = replace(plain, title="small beside heavy", ranked=(engine("gather/asio", [1.0]),))
    assert title_of(late) == "small beside heavy"
    late = replace(late, ranked=(replace(late.ranked[0], p99_by_block={0: 1.0}),))
    assert title_of(late) == "small beside heavy, p99"
    assert title_of(replace(late, title="the p99 of small ones")) == "the p99 of small ones"


def test_who_runs_one_after_another_tells_what_waits(plain: CellResult) -> None:
    """Made-up engines spend 1 ms of CPU."""
    sequential = engine("sequential/std", [4e6] * 3)
    assert share_of_waiting(replace(plain, ranked=(sequential,))) == 0.75
    busy = engine("sequential/std", [0.5e6] * 3)
    assert share_of_waiting(replace(plain, ranked=(busy,))) == 0.0


@pytest.mark.parametrize(
    ("params", "share"),
    [
        ((("wait_share_pct", 30), ("wait_us", 9)), 0.3),
        ((("wait_us", 3000), ("cpu_us", 1000)), 0.75),
        ((("bytes", 64),), None),
    ],
)
def test_else_the_parameters_do(
    plain: CellResult, params: tuple[tuple[str, int], ...], share: float | None
) -> None:
    assert share_of_waiting(replace(plain, ranked=(), cell=Cell("x", 1, 1, params))) == share
