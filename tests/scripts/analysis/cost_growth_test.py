"""Whether a task of a million costs what one of ten thousand does."""

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.cost_growth import Growth, cpu_times, growths, makespans
from crossover_tool.analysis.group import GroupResult
from crossover_tool.cell import Contender
from made_results import Json, cell, results

NS_A_TASK = {"asio": (100.0, 100.0), "libuv": (100.0, 180.0)}
"""At ten thousand tasks and at a million."""


def sweep(*tasks: int) -> GroupResult:
    def change(found: Json, block: int) -> Json:
        count = found["cell"]["tasks"]
        span = NS_A_TASK[found["engine"]][count > 10_000] * count * (1 + 0.1 * block)
        spent = {"cpu_user_ns": round(count**2 / 1000), "cpu_system_ns": 0}
        return {**found, **spent, "makespan_ns": [round(span)]}

    cells = [cell("noop", count, count, "tasks") for count in tasks]
    return analyse(results(cells, ["gather/asio", "gather/libuv"], change)).groups[0]


def test_the_steepest_is_told_first() -> None:
    found = growths(sweep(10_000, 1_000_000), makespans)
    assert [one.contender.engine for one in found] == ["libuv", "asio"]
    assert [one.ratio for one in found] == pytest.approx([1.8, 1.0], rel=1e-6)
    assert [one.verdict for one in found] == ["too much", "linear"]


def test_what_is_paid_in_cpu_is_another_cost() -> None:
    # a cost that grows with the square of the tasks: a hundred times as much a task
    found = growths(sweep(10_000, 1_000_000), cpu_times)
    assert [one.ratio for one in found] == pytest.approx([100.0, 100.0])


def test_without_both_ends_nothing_is_said() -> None:
    assert growths(sweep(1000, 10_000), makespans) == []


def test_half_as_much_again_is_still_linear() -> None:
    assert Growth(Contender("gather", "asio"), 1.5).linear
    assert not Growth(Contender("gather", "asio"), 1.51).linear
