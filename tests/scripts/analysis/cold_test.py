"""From how many tasks on a strategy pays that is started for them alone."""

from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.cold import is_cold, pays_from
from crossover_tool.analysis.group import GroupResult
from made_results import Json, cell, results

START_MS = {"sequential": 0.0, "gather": 5.0, "process_pool": 500.0}
TASK_MS = {"sequential": 1.0, "gather": 0.1, "process_pool": 0.1}
ENGINES = {"sequential": "std", "gather": "asio", "process_pool": "posix"}


def sweep(*strategies: str, cold: bool = True, at_end: float = 1.0) -> GroupResult:
    """`at_end`: by how much gather is slower at the largest number of tasks."""

    def change(found: Json, block: int) -> Json:
        tasks, strategy = found["cell"]["tasks"], found["strategy"]
        took = START_MS[strategy] + TASK_MS[strategy] * tasks
        took *= at_end if (strategy, tasks) == ("gather", 64) else 1.0
        return {**found, "cold": cold, "makespan_ns": [round(took * 1e6 * (1 + 0.01 * block))]}

    cells = [cell("timer", n, n, "tasks", wait_us=1000) for n in (1, 4, 16, 64)]
    names = [f"{strategy}/{ENGINES[strategy]}" for strategy in strategies]
    return analyse(results(cells, names, change, 9)).groups[0]


def test_each_pays_from_where_its_start_is_worth_it() -> None:
    # 5 + 0.1 n < n from 6 tasks on; 500 + 0.1 n < n beyond the sweep
    found = pays_from(sweep("sequential", "gather", "process_pool"))
    assert found == {"gather": 16, "process_pool": None}
    assert list(found) == ["gather", "process_pool"]


def test_who_does_not_pay_at_the_largest_number_pays_nowhere() -> None:
    assert pays_from(sweep("sequential", "gather", at_end=99.0)) == {"gather": None}


def test_only_cold_sweeps_with_something_to_compare_are_such() -> None:
    assert is_cold(sweep("sequential", "gather"))
    assert not is_cold(sweep("sequential", "gather", cold=False))
    assert not is_cold(sweep("process_pool", "gather"))
