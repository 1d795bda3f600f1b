"""What is said of the figures that a matrix leaves open."""

from collections.abc import Callable

from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.open_fields import open_sentence
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
