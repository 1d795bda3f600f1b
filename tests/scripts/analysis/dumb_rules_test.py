"""Rules of thumb: what each takes, and what that costs where it was measured."""

from crossover_tool.analysis.dumb_rules import RULES, Taken, taken
from crossover_tool.analysis.traits import Traits
from crossover_tool.analysis.tree_fit import Case

BY_WAITING, TWICE_THE_CORES, BY_WAIT_OVER_CPU = (rule.take for rule in RULES)
POOLS = {1: 9.0, 4: 1.0, 64: 3.0}
"""Limit -> what a pool of threads costs with it."""


def case(waiting: float, tasks: int = 1000, by_limit: dict[int, float] = POOLS) -> Case:
    regrets = {"gather": 1.0, "process_pool": 1.5, "sequential": 20.0}
    return Case("t", "f", Traits(waiting, tasks), regrets, by_limit)


def test_what_waits_about_half_of_its_time_waits() -> None:
    assert [BY_WAITING(case(share), 2).choice for share in (0.4, 0.5, 1.0)] == [
        "process_pool",
        "gather",
        "gather",
    ]


def test_the_nearest_measured_limit_stands_for_the_one_wanted() -> None:
    found = TWICE_THE_CORES(case(0.5), 2)
    assert (found.choice, found.regret, found.near) == ("thread_pool", 1.0, True)
    far = TWICE_THE_CORES(case(0.5), 8)  # 16 lies between 4 and 64, a factor of four from both
    assert (far.regret, far.near) == (1.0, False)
    assert TWICE_THE_CORES(case(0.5), 16).near  # 32: a factor of two from 64


def test_the_more_a_task_waits_the_more_threads() -> None:
    assert BY_WAIT_OVER_CPU(case(0.0), 1).regret == 9.0  # 1 thread
    assert BY_WAIT_OVER_CPU(case(0.5), 2).regret == 1.0  # 4 threads
    assert BY_WAIT_OVER_CPU(case(0.97), 2).regret == 3.0  # 67 threads
    assert BY_WAIT_OVER_CPU(case(1.0, tasks=3), 2).regret == 1.0  # no more than tasks


def test_what_has_no_figure_is_silent_and_costs_the_worst() -> None:
    made = case(0.5, by_limit={})
    assert TWICE_THE_CORES(made, 2) == Taken(made, "thread_pool", 20.0, True)
    assert taken(made, "gather") == Taken(made, "gather", 1.0, False)
