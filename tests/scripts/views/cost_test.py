"""What a task costs beside its time, and how late loops were: read, summed up, tabled and drawn;
absent from old results."""

from typing import Any

import pytest
from conftest import frozen
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.samples.reader import read
from crossover_tool.views.lag import watched
from crossover_tool.reports.report import Report
from made_results import cell, results
from shown import by_view, charts, notes, parts, report_text, rows

LATE_MS = {"gather/asio": 1, "gather/libuv": 2, "blocking_gather/asio": 100}
CONTENDERS = (*LATE_MS, "thread_pool/std")


def late(measurement: dict[str, Any], block: int) -> dict[str, Any]:
    """Lag by LATE_MS, with a interference of its own in each block."""
    name = f"{measurement['strategy']}/{measurement['engine']}"
    if name not in LATE_MS:
        return {**measurement, "loop_lag_ns": None}
    worst = LATE_MS[name] * 1e6 * (1 + 0.1 * block)
    return {
        **measurement,
        "loop_lag_ns": {
            "p50": worst / 4,
            "p90": worst / 2,
            "p99": worst / 2,
            "p999": worst,
            "max": worst,
        },
    }


def lagging(chart: str = "lag") -> Analysis:
    return analyse(results([cell("tcp", 20, 20, chart, wait_us=5000, bytes=64)], CONTENDERS, late))


def cost_rows(analysis: Analysis, number: int = 0) -> dict[str, dict[str, str]]:
    """The cost table of a cell, by contender and heading."""
    (table,) = by_view(parts(analysis, "cells")[number])["cost_of_cell"].tables
    return rows(table)


def test_costs_are_medians_over_blocks() -> None:
    def change(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        return {
            **late(measurement, block),
            "allocations": [10, 70, 40][block],
            "setup_ns": [5, 1, 3][block],
        }

    (result,) = analyse(results([cell("noop", 20, 20)], CONTENDERS, change)).cells
    costs = next(m.costs for m in result.ranked if m.contender.name == "gather/asio")
    assert (costs.allocations, costs.setup_ns) == (40, 3)
    assert costs.lag and (
        costs.lag.max.median,
        costs.lag.max.low,
        costs.lag.max.high,
    ) == pytest.approx((1.1e6, 1e6, 1.2e6))
    assert next(m.costs.lag for m in result.ranked if m.contender.strategy == "thread_pool") is None


def test_the_table_shows_a_tasks_share() -> None:
    told = cost_rows(lagging())
    row = told["blocking_gather/asio"]
    assert (row["allocations"], row["allocated"]) == ("1.00", "96.0 B")
    assert (row["lag p50"], row["lag p99"], row["lag max"]) == ("27.5 ms", "55.0 ms", "110 ms")
    pool = told["thread_pool/std"]
    assert (pool["threads"], pool["lag max"]) == ("20.0", "")


def test_the_finding_gives_each_strategy_its_worst_loop() -> None:
    (result,) = lagging().cells
    assert [m.contender.name for m in watched(result)] == list(LATE_MS)
    (group,) = parts(lagging(), "groups")
    said = "loops are late by at most 2.20 ms (gather), 110 ms (blocking_gather)"
    assert by_view(group)["lag"].finding == group.finding == said
    worst = {"gather": 2.2e6, "blocking_gather": 1.1e8}
    assert by_view(group)["lag"].json == {"lag_ns": pytest.approx(worst)}


def test_a_chart_is_made_where_the_suite_asks_for_it() -> None:
    assert list(charts(lagging())[0])[0] == "tcp-wait-us-5000-bytes-64-tasks-20-limit-20-lag"
    assert len(charts(lagging(""))[0]) == 1
    text = report_text(lagging())
    assert "| tcp, wait 5 ms, bytes 64 B: 20 tasks, limit 20 | loops are late by" in text


def test_nobody_with_a_loop_means_no_lag_chart() -> None:
    analysis = analyse(results([cell("noop", 20, 20, "lag")], ("thread_pool/std",), late))
    assert "lag" not in by_view(parts(analysis, "groups")[0])
    assert len(charts(analysis)[0]) == 1


def test_results_of_the_first_schema_are_read_without_what_they_do_not_tell() -> None:
    results_1 = read(frozen())
    assert '"crossover_schema":1' in frozen().read_text().replace(" ", "")
    analysis = analyse(results_1)
    measured = analysis.cells[1].ranked[0]
    assert (measured.costs.allocations, measured.costs.lag) == (None, None)
    heading = cost_rows(analysis, 1)[measured.contender.name]
    assert "switches" in heading and "allocations" not in heading and "lag max" not in heading


def test_json_has_the_costs() -> None:
    contender = Report(lagging()).as_json()["groups"][0]["cells"][0]["contenders"][0]
    assert {"allocations", "allocated_bytes", "setup_ns", "threads", "processes", "lag"} <= set(
        contender
    )


def test_calls_that_were_refused_are_told_where_there_are_any() -> None:
    def change(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        wasted = 50 if measurement["strategy"] == "gather" else 0
        server = {"requests": 20 + wasted, "refused": wasted, "peak_concurrency": 4, "cpu_ns": 1}
        return {**measurement, "server": server}

    analysis = analyse(results([cell("tcp", 20, 20, wait_us=5000, bytes=64)], CONTENDERS, change))
    shown = {name: row["refused"] for name, row in cost_rows(analysis).items()}
    assert shown == {
        "gather/asio": "2.50",
        "gather/libuv": "2.50",
        "blocking_gather/asio": "",
        "thread_pool/std": "",
    }
    (told,) = [
        note
        for note in notes(analysis)
        if note.startswith("calls a task that the service refused: ")
    ]
    assert sorted(told.split(": ")[1].split(", ")) == ["gather/asio 2.50", "gather/libuv 2.50"]
    assert "refused" not in cost_rows(lagging())["gather/asio"]


def test_what_the_bench_found_odd_is_told_once() -> None:
    def change(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        odd = measurement["engine"] == "libuv" and block > 0
        return {
            **measurement,
            "marks": [f"the server never saw more than {block} of 9 requests at once"] * odd,
        }

    analysis = analyse(results([cell("tcp", 20, 20, wait_us=5000, bytes=64)], CONTENDERS, change))
    told = [note for note in notes(analysis) if "the server never saw" in note]
    assert told == [
        "gather/libuv: the server never saw more than 1 to 2 of 9 requests at once (2 of 3 samples)"
    ]
