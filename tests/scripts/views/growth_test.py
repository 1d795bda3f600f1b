"""What a task costs at every size, in a table of its own."""

from collections.abc import Mapping

from crossover_tool.analysis.analyse import analyse
from made_results import Json, cell, results
from shown import by_view, parts, rows


def shown(workload: str, *tasks: int) -> tuple[str, Mapping[str, Mapping[str, str]], object]:
    """The title, the table and the JSON: asio takes 100 ns a task of time and 50 ns of CPU; libuv
    twice as much at a million."""

    def change(found: Json, block: int) -> Json:
        count = found["cell"]["tasks"]
        ns = 200 if (found["engine"], count) == ("libuv", 1_000_000) else 100
        spent = {"cpu_user_ns": count * ns // 2, "cpu_system_ns": 0}
        return {**found, **spent, "makespan_ns": [count * ns]}

    params = {"wait_us": 1000} if workload == "timer" else {}
    cells = [cell(workload, count, count, "tasks", **params) for count in tasks]
    made = analyse(results(cells, ["gather/asio", "gather/libuv"], change))
    view = by_view(parts(made, "groups")[0])["growth"]
    (table,) = view.tables
    return table.title, rows(table), view.json


def test_tasks_that_do_nothing_cost_time() -> None:
    title, table, told = shown("noop", 10_000, 1_000_000)
    assert title == "Time of a batch over its tasks"
    assert table["gather/asio"] == {
        "contender": "gather/asio",
        "tasks 10,000": "100 ns",
        "tasks 1,000,000": "100 ns",
        "1,000,000 / 10,000 (at most 1.5)": "1.00x linear",
    }
    assert table["gather/libuv"]["1,000,000 / 10,000 (at most 1.5)"] == "2.00x too much"
    assert isinstance(told, dict) and [one["linear"] for one in told["growth"]] == [False, True]


def test_tasks_that_wait_cost_cpu_time() -> None:
    title, table, _ = shown("timer", 10_000, 1_000_000)
    assert title == "CPU time of a batch over its tasks"
    assert table["gather/asio"]["tasks 10,000"] == "50.0 ns"


def test_without_both_ends_there_is_no_growth_to_tell() -> None:
    _, table, told = shown("noop", 100, 1000)
    assert list(table["gather/asio"]) == ["contender", "tasks 100", "tasks 1,000"]
    assert told == {}
