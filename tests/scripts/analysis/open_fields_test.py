"""What is said of the figures that a matrix leaves open."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.open_fields import budget, open_sentence
from crossover_tool.analysis.regret_matrix import matrix
from made_results import Json, cell, results

CELLS = [
    cell("timer", 100, 100, wait_us=5000),
    cell("sha256", 100, 2, group=1, bytes=64, cpu_us=1000),
]
NAMES = ["gather/asio", "thread_pool/ring"]


def said(change: Callable[[Json, int], Json]) -> str:
    found = analyse(results(CELLS, NAMES, change, 6))
    return open_sentence(matrix(found), found, "crossover run")


def close(measurement: Json, block: int) -> Json:
    """Nobody is told apart: six blocks that scatter by half."""
    lot = (block * (2 if measurement["engine"] == "ring" else 1)) % 5
    return {**measurement, "makespan_ns": [10**8 + lot * 10**7]}


def void_timers(measurement: Json, block: int) -> Json:
    if measurement["cell"]["workload"] == "timer" and block == 1:
        return {**measurement, "status": "void", "reason": "wrong digest"}
    return close(measurement, block)


def test_void_questions_are_told_from_few_blocks() -> None:
    assert "void" not in said(close)
    assert said(void_timers).startswith(
        "4 of 4 figures are open (?), 2 of them where the question is void (--details says why): "
    )


def test_where_only_void_ones_are_open_no_budget_is_named() -> None:
    def apart(measurement: Json, block: int) -> Json:
        if measurement["cell"]["workload"] == "timer":
            return void_timers(measurement, block)
        slow = measurement["engine"] == "asio"
        return {**measurement, "makespan_ns": [10**8 * (9 if slow else 1) + block]}

    assert said(apart) == (
        "2 of 4 figures are open (?): their questions are void; --details says why"
    )


class Analysed:
    """An analysis of which only the cost of a block of each cell is asked."""

    def __init__(self, *block_s: float) -> None:
        self.block_s = dict(enumerate(block_s))


def row(number: int, *needed: int | None) -> Any:
    """A question after six blocks whose open fields need so many more."""
    ranked = [SimpleNamespace(makespan=SimpleNamespace(count=6))]
    fields = {str(at): SimpleNamespace(needed=one) for at, one in enumerate(needed)}
    return SimpleNamespace(cell=SimpleNamespace(number=number, ranked=ranked), fields=fields)


def named(rows: list[Any], *block_s: float) -> tuple[int, int]:
    found = budget(rows, cast(Any, Analysed(*block_s)))
    return found.minutes, found.decided


def test_what_is_near_is_decided_without_waiting_for_what_is_far() -> None:
    # 6 blocks of all take 60 s; then 4 fields of the cheap question cost 10 s, that of the other an
    # hour.
    rows = [row(0, 1, 3, 7, 10), row(1, 400)]
    assert named(rows, 1.0, 9.0) == (2, 4)  # equal rounds for both would decide one in two minutes


def test_blocks_that_decide_one_field_count_for_the_next_of_its_question() -> None:
    assert named([row(0, 50, 54)], 1.0) == (1, 2)  # 6 + 50 + 4, not 6 + 50 + 54
    assert named([row(0, 50, 55)], 1.0) == (2, 2)


def test_no_decision_costs_less_than_the_blocks_until_the_next_look() -> None:
    assert named([row(0, 1)], 60 / 9) == (1, 1)
    assert named([row(0, 1)], 61 / 9) == (2, 1)


def test_fields_on_the_margin_itself_are_not_counted() -> None:
    assert named([row(0, None, 4)], 1.0) == (1, 1)
    assert named([row(0, None)], 1.0) == (1, 0)
