"""The price of dispatch: ns a task, whether it grows, and the sentence, table and chart that say
so."""

from typing import Any

import pytest
from crossover_tool.analysis.cost_growth import cpu_times, growths, makespans
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.analyse import Analysis
from crossover_tool.views.view import Table
from made_results import cell, results
from shown import by_view, charts, parts, report_text

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


def swept(change: Any, chart: str = "tasks", workload: str = "noop", **params: int) -> Analysis:
    sizes = [(tasks, 2) for tasks in (100, 10_000, 1_000_000)]
    if chart == "limit":
        sizes = [(10_000, limit) for limit in (1, 8, 64)]
    cells = [cell(workload, tasks, limit, chart, **params) for tasks, limit in sizes]
    return analyse(results(cells, CONTENDERS, change))


def finding(analysis: Analysis) -> str:
    """What the sweep comes to."""
    return parts(analysis, "groups")[0].finding


def growth(analysis: Analysis) -> list[tuple[str, ...]]:
    """The table of growth, headings first; none where there is none."""
    view = by_view(parts(analysis, "groups")[0]).get("growth")
    tables: tuple[Table, ...] = view.tables if view else ()
    return [line for one in tables for line in (tuple(c.heading for c in one.columns), *one.rows)]


def test_growth_is_judged_within_blocks_at_the_bound() -> None:
    assert [
        (g.contender.name, pytest.approx(g.ratio), g.linear)
        for g in growths(swept(priced()).groups[0], makespans)
    ] == [
        ("gather/asio", 1.0, True),
        ("thread_pool/asio", 1.0, True),
        ("thread_pool/std", 1.0, True),
    ]
    for by, linear in ((1.4, True), (1.6, False)):
        steepest = growths(swept(priced("thread_pool/std", by)).groups[0], makespans)[0]
        assert (steepest.contender.name, steepest.linear) == ("thread_pool/std", linear)
        assert steepest.ratio == pytest.approx(by)


def test_the_finding_names_prices_and_who_grows() -> None:
    assert finding(swept(priced())) == (
        "at 1,000,000 tasks a task costs 30.0 ns (gather/asio) to 600 ns (thread_pool/asio); linear under all"
    )
    said = finding(swept(priced("thread_pool/std", 3.0)))
    assert said.endswith("; thread_pool/std grows 3.00x")
    assert finding(swept(priced(), "limit")) == (
        "at limit 64 a task costs 30.0 ns (gather/asio) to 600 ns (thread_pool/asio)"
    )


def test_the_table_has_every_step_and_the_growth() -> None:
    heading, *rows = growth(swept(priced("thread_pool/std")))
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
    assert growth(swept(priced(), "limit"))[0] == (
        "contender",
        "limit 1",
        "limit 8",
        "limit 64",
    )


def waiting(
    steep: str = "", by: float = 2.0, sizes: tuple[int, ...] = (100, 10_000, 1_000_000)
) -> Analysis:
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
    return analyse(results(cells, CONTENDERS, change))


def test_sleepers_are_judged_by_their_cpu_time() -> None:
    group = waiting("thread_pool/std", 1.6)
    assert "dispatch" not in by_view(parts(group, "groups")[0])
    assert "costs" not in finding(group)
    steepest, *others = growths(group.groups[0], cpu_times)
    assert (steepest.contender.name, steepest.linear) == ("thread_pool/std", False)
    assert all(growth.ratio == pytest.approx(1.0) and growth.linear for growth in others)
    (table,) = by_view(parts(group, "groups")[0])["growth"].tables
    assert table.title == "CPU time of a batch over its tasks"
    assert growth(group)[1:] == [
        ("gather/asio", "30.0 ns", "30.0 ns", "30.0 ns", "1.00x linear"),
        ("thread_pool/asio", "600 ns", "600 ns", "600 ns", "1.00x linear"),
        ("thread_pool/std", "150 ns", "150 ns", "240 ns", "1.60x too much"),
    ]


def test_a_sweep_of_waits_that_does_not_reach_a_million_has_no_table() -> None:
    assert growth(waiting(sizes=(100, 1000, 10_000))) == []


def test_who_spends_nothing_has_no_growth() -> None:
    idle = {"cpu_user_ns": 0, "cpu_system_ns": 0}
    assert growth(swept(lambda m, block: {**m, **idle}, workload="timer", wait_us=5000)) == []


def test_the_report_shows_chart_and_table() -> None:
    cells = [cell("noop", tasks, 2, "tasks") for tasks in (1, 10_000, 1_000_000)]
    analysis = analyse(results(cells, CONTENDERS, priced()))
    assert list(charts(analysis)[0]) == ["noop-by-tasks", "noop-by-tasks-cost"]
    text = report_text(analysis)
    assert "| contender | tasks 1 | tasks 10,000 |" in text
    assert "charts/noop-by-tasks.png" in text
