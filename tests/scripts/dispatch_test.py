"""The price of dispatch: ns a task, whether it grows, and the sentence, table and chart that say
so."""

from typing import Any

import pytest
from crossover_tool.analysis.dispatch import dispatch_finding, is_dispatch
from crossover_tool.analysis.finding import sweep_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.cost_growth import cpu_times, growths, makespans
from crossover_tool.analysis.analyse import analyse
from crossover_tool.charts.make import plan
from crossover_tool.reports.markdown import markdown
from crossover_tool.reports.tables import growth_table, growth_title
from made_results import cell, results

CONTENDERS = ("gather/asio", "thread_pool/std", "thread_pool/asio")
PRICES_NS = {"gather/asio": 20, "thread_pool/std": 100, "thread_pool/asio": 400}


def priced(steep: str = "", by: float = 2.0) -> Any:
    """Changes a measurement's makespans to PRICES_NS a task; `steep` pays `by` times as much at a
    million."""

    def change(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        name, tasks = (
            f"{measurement['strategy']}/{measurement['engine']}",
            measurement["cell"]["tasks"],
        )
        price = PRICES_NS[name] * (by if name == steep and tasks == 1_000_000 else 1.0)
        interference = 1.0 + 0.5 * block  # what disturbs a whole block is no growth
        return {**measurement, "makespan_ns": [price * interference * tasks]}

    return change


def swept(change: Any, chart: str = "tasks", workload: str = "noop", **params: int) -> GroupResult:
    sizes = [(tasks, 2) for tasks in (100, 10_000, 1_000_000)]
    if chart == "limit":
        sizes = [(10_000, limit) for limit in (1, 8, 64)]
    cells = [cell(workload, tasks, limit, chart, **params) for tasks, limit in sizes]
    (group,) = analyse(results(cells, CONTENDERS, change)).groups
    return group


def test_growth_is_judged_within_blocks_at_the_bound() -> None:
    assert [
        (g.contender.name, pytest.approx(g.ratio), g.linear)
        for g in growths(swept(priced()), makespans)
    ] == [
        ("gather/asio", 1.0, True),
        ("thread_pool/asio", 1.0, True),
        ("thread_pool/std", 1.0, True),
    ]
    for by, linear in ((1.4, True), (1.6, False)):
        steepest = growths(swept(priced("thread_pool/std", by)), makespans)[0]
        assert (steepest.contender.name, steepest.linear) == ("thread_pool/std", linear)
        assert steepest.ratio == pytest.approx(by)


def test_the_finding_names_prices_and_who_grows() -> None:
    assert sweep_finding(swept(priced())) == (
        "at 1,000,000 tasks a task costs 30.0 ns (gather/asio) to 600 ns (thread_pool/asio); linear under all"
    )
    said = dispatch_finding(swept(priced("thread_pool/std", 3.0)))
    assert said.endswith("; thread_pool/std grows 3.00x")
    assert dispatch_finding(swept(priced(), "limit")) == (
        "at limit 64 a task costs 30.0 ns (gather/asio) to 600 ns (thread_pool/asio)"
    )


def test_the_table_has_every_step_and_the_growth() -> None:
    heading, *rows = growth_table(swept(priced("thread_pool/std")))
    assert heading == (
        "contender",
        "tasks 100",
        "tasks 10,000",
        "tasks 1,000,000",
        "1,000,000 / 10,000 (at most 1.5)",
    )
    assert rows == [
        ("gather/asio", "30.0 ns", "30.0 ns", "30.0 ns", "1.00x linear"),
        ("thread_pool/asio", "600 ns", "600 ns", "600 ns", "1.00x linear"),
        ("thread_pool/std", "150 ns", "150 ns", "300 ns", "2.00x too much"),
    ]
    assert growth_table(swept(priced(), "limit"))[0] == (
        "contender",
        "limit 1",
        "limit 8",
        "limit 64",
    )


def waiting(
    steep: str = "", by: float = 2.0, sizes: tuple[int, ...] = (100, 10_000, 1_000_000)
) -> GroupResult:
    """Sleepers whose CPU time follows PRICES_NS; `steep` pays `by` times as much at a million.
    Makespans are all alike."""
    price = priced(steep, by)

    def change(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        spent = price(measurement, block)["makespan_ns"][0]
        return {
            **measurement,
            "makespan_ns": [1e9],
            "cpu_user_ns": 0.75 * spent,
            "cpu_system_ns": 0.25 * spent,
        }

    cells = [cell("timer", tasks, tasks, "tasks", wait_us=1_000_000) for tasks in sizes]
    (group,) = analyse(results(cells, CONTENDERS, change)).groups
    return group


def test_sleepers_are_judged_by_their_cpu_time() -> None:
    group = waiting("thread_pool/std", 1.6)
    assert not is_dispatch(group)
    assert "costs" not in sweep_finding(group)
    steepest, *others = growths(group, cpu_times)
    assert (steepest.contender.name, steepest.linear) == ("thread_pool/std", False)
    assert all(growth.ratio == pytest.approx(1.0) and growth.linear for growth in others)
    assert growth_title(group) == "CPU time of a batch over its tasks"
    assert growth_table(group)[1:] == [
        ("gather/asio", "30.0 ns", "30.0 ns", "30.0 ns", "1.00x linear"),
        ("thread_pool/asio", "600 ns", "600 ns", "600 ns", "1.00x linear"),
        ("thread_pool/std", "150 ns", "150 ns", "240 ns", "1.60x too much"),
    ]


def test_a_sweep_of_waits_that_does_not_reach_a_million_has_no_table() -> None:
    assert growth_table(waiting(sizes=(100, 1000, 10_000))) == []


def test_who_spends_nothing_has_no_growth() -> None:
    idle = {"cpu_user_ns": 0, "cpu_system_ns": 0}
    assert growth_table(swept(lambda m, block: {**m, **idle}, workload="timer", wait_us=5000)) == []


def test_the_report_shows_chart_and_table() -> None:
    cells = [cell("noop", tasks, 2, "tasks") for tasks in (1, 10_000, 1_000_000)]
    analysis = analyse(results(cells, CONTENDERS, priced()))
    charts = plan(analysis)
    assert [chart.name for chart in charts[0]] == ["noop-by-tasks", "noop-by-tasks-cost"]
    text = markdown(analysis, charts)
    assert "| contender | tasks 1 | tasks 10,000 |" in text
    assert "charts/noop-by-tasks.png" in text
