"""Who costs least of those that are good enough."""

from collections.abc import Mapping

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.frugal import Frugal, frugal
from crossover_tool.analysis.regret_matrix import matrix
from made_results import Json, cell, results

NAMES = {"asio": "gather/asio", "ring": "thread_pool/ring", "std": "sequential/std"}


def found(cpu_ms: Mapping[str, float]) -> dict[int, Frugal]:
    """gather and thread_pool are as quick, sequential is not; each spends so much CPU."""

    def change(made: Json, block: int) -> Json:
        noise = 1.0 + 0.001 * ((block * len(made["engine"])) % 5)
        span = 5e8 if made["engine"] == "std" else 5e6
        spent = round(cpu_ms[made["engine"]] * noise * 1e6)
        return {
            **made,
            "makespan_ns": [round(span * noise)],
            "cpu_user_ns": spent,
            "cpu_system_ns": 0,
        }

    where = [cell("timer", 100, 100, wait_us=5000)]
    made = matrix(analyse(results(where, [NAMES[one] for one in cpu_ms], change, 12)))
    return frugal(made.rows, "cpu", made.margin)


def test_the_cheapest_of_those_good_enough_whoever_else_is_cheaper() -> None:
    one = found({"asio": 1.0, "ring": 2.0, "std": 0.1})[0]
    assert one.good == ("gather", "thread_pool")
    assert (one.least, one.alike) == (("gather",), True)
    assert one.saved == pytest.approx(2.0, rel=0.01)


def test_who_costs_the_same_is_alike() -> None:
    one = found({"asio": 1.0, "ring": 1.0, "std": 9.0})[0]
    assert (one.least, one.alike, one.saved) == (("gather", "thread_pool"), True, 1.0)


def test_who_alone_is_good_enough_has_nobody_to_be_held_against() -> None:
    assert found({"asio": 1.0, "std": 9.0})[0] == Frugal(("gather",), ("gather",))


def test_a_cost_that_one_of_them_lacks_is_left_out() -> None:
    assert found({"asio": 0.0, "ring": 1.0}) == {}
