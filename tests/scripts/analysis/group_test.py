"""Which cells make a chart together, and how that is called."""

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.group import GroupResult
from crossover_tool.suite import PlannedCell
from made_results import cell, results


def groups(*cells: PlannedCell) -> tuple[GroupResult, ...]:
    return analyse(results(cells, ["gather/asio"], blocks=1)).groups


def test_a_limit_that_follows_the_tasks_is_one_sweep_and_rises() -> None:
    (found,) = groups(*[cell("timer", n, n, "tasks", wait_us=5000) for n in (100, 10, 1000)])
    assert [found.value(one) for one in found.cells] == [10, 100, 1000]
    assert found.setting == "timer, wait 5 ms: limit = tasks"
    assert found.slug == "timer-wait-us-5000-by-tasks"


def test_fixed_limits_are_a_sweep_each() -> None:
    found = groups(
        *[cell("timer", n, most, "tasks", wait_us=5000) for most in (4, 8) for n in (10, 100)]
    )
    assert [one.setting for one in found] == [
        "timer, wait 5 ms: limit 4",
        "timer, wait 5 ms: limit 8",
    ]


def test_tables_are_not_mixed_and_cells_without_a_chart_stand_alone() -> None:
    apart = groups(*[cell("timer", n, n, "tasks", n, wait_us=5000) for n in (10, 100)])
    assert [one.axis for one in apart] == ["", ""]
    alone = groups(cell("timer", 1, 1, wait_us=5000), cell("timer", 7, 3, wait_us=5000))
    assert [one.setting for one in alone] == [
        "timer, wait 5 ms: 1 task, limit 1",
        "timer, wait 5 ms: 7 tasks, limit 3",
    ]
    assert alone[1].slug == "timer-wait-us-5000-tasks-7-limit-3"


def test_a_parameter_that_is_swept_is_not_in_the_setting() -> None:
    (found,) = groups(*[cell("timer", 10, 4, "wait_us", wait_us=us) for us in (100, 5000)])
    assert (found.axis, found.setting) == ("wait_us", "timer: 10 tasks, limit 4")


@pytest.mark.parametrize(("workload", "params"), [("noop", {}), ("timer", {"wait_us": 100})])
def test_a_dispatch_sweep_runs_tasks_that_do_nothing(workload: str, params: dict[str, int]) -> None:
    (found,) = groups(*[cell(workload, n, n, "tasks", **params) for n in (10, 100)])
    assert found.is_dispatch == (workload == "noop")
