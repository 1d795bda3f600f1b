"""A cell: who leads, who is proven slower, and by how much."""

from dataclasses import replace

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.cell_result import CellResult, front
from crossover_tool.cell import Contender
from crossover_tool.stats.verdict import Judgement, Rival, Standing, Verdict
from made_results import Json, cell, results

SPANS_MS = {"asio": 10.0, "libuv": 11.0, "ring": 30.0, "std": 500.0}
WHO = ("sequential/std", "thread_pool/ring", "gather/libuv", "gather/asio")


def measured(failing: str = "") -> CellResult:
    def change(found: Json, block: int) -> Json:
        if found["engine"] == failing:
            return {**found, "status": "failed", "reason": "429", "makespan_ns": []}
        span = SPANS_MS[found["engine"]] * (1 + 0.1 * block)
        return {**found, "makespan_ns": [round(span * 1e6)], "ideal_ns": 5_000_000}

    where = cell("timer", 100, 100, wait_us=5000)
    return analyse(results([where], WHO, change, 9)).cells[0]


def test_contenders_rise_and_each_strategy_has_its_best() -> None:
    found = measured()
    assert [m.contender.engine for m in found.ranked] == ["asio", "libuv", "ring", "std"]
    best = found.best_of("gather")
    assert best and best.contender == Contender("gather", "asio")
    assert found.best_of("offload") is None


def test_ratios_and_speed_ups_are_those_of_common_blocks() -> None:
    found = measured()
    assert [found.ratio(m) for m in found.ranked] == pytest.approx([1.0, 1.1, 3.0, 50.0])
    speedup = found.speedup(found.ranked[2])
    assert speedup and speedup.median == pytest.approx(500.0 / 30.0)
    assert found.per_task(found.ranked[0]).median == pytest.approx(14e6 / 100)  # of nine blocks
    assert found.rival(found.ranked[0].contender) is None


def test_whom_a_service_turns_away_is_refused_unless_another_engine_carries_it() -> None:
    assert measured(failing="ring").refused == ("thread_pool",)
    assert measured(failing="libuv").refused == ()


def judged(verdict: Verdict, **standings: Standing) -> Judgement:
    rivals = tuple(
        Rival(f"{name}/e", 1.1, 1.0, 1.2, 9, standing) for name, standing in standings.items()
    )
    return Judgement(verdict, "gather/asio", rivals, "")


def test_the_front_is_whom_nothing_was_proven_to_beat() -> None:
    found = front(
        judged(
            Verdict.UNRESOLVED,
            gather=Standing.UNRESOLVED,
            pool=Standing.UNRESOLVED,
            slow=Standing.BEATEN,
        )
    )
    assert found.strategies == ("gather", "pool")
    assert front(judged(Verdict.VOID, pool=Standing.EQUAL)).strategies == ()
    nobody = replace(judged(Verdict.UNRESOLVED), leader="")
    assert front(nobody).strategies == ()
