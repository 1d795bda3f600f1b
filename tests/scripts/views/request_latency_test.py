"""Requests that arrive: what is said, tabled and drawn of their latency."""

from typing import Any

from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.regret_matrix import matrix
from crossover_tool.views.ranking import Ranking
from crossover_tool.views.request_latency import shown_of
from made_results import cell, results
from made_requests import FULL, P99_MS, arriving, lossy
from shown import by_view, charts, parts, report_text, rows


def test_the_finding_is_about_the_tail_and_names_who_cannot_keep_up() -> None:
    said = "1 request in 100 takes longer than 6.00 ms (gather/asio) to 13.5 ms (thread_pool/std); saturated: sequential/std"
    assert parts(arriving(), "groups")[0].finding.endswith(said)
    assert said in report_text(arriving())


def test_a_row_has_the_percentiles_their_interval_and_how_late_the_generator_was() -> None:
    analysis = arriving()
    (table,) = by_view(parts(analysis, "cells")[-1])["request_latency_of_cell"].tables
    row = rows(table)["gather/asio"]
    assert [row[name] for name in ("p50", "p90", "p99", "max")] == [
        *("1.50 ms", "3.00 ms", "6.00 ms", "12.0 ms")
    ]
    assert row["interval of p99"] == "5.40 ms to 6.60 ms"
    assert row["done a second"] == "2,000"
    assert row["generator late by"] == "3.00 µs"
    full = rows(table)[FULL]
    assert {full[name] for name in ("p50", "p90", "p99", "max")} == {"saturated"}
    assert full["done a second"] == "1,000"


def test_a_percentile_takes_requests_enough() -> None:
    wanted = {
        19: ("max",),
        20: ("p50", "max"),
        1048: ("p50", "p90", "max"),
        1049: ("p50", "p90", "p99", "max"),
        10_511: ("p50", "p90", "p99", "p999", "max"),
    }
    for tasks, names in wanted.items():
        assert shown_of(arriving(tasks, (500,)).cells[0]) == names
    finding = by_view(parts(arriving(500, (500,)), "cells")[0])["request_latency_of_cell"]
    assert "half of the requests take longer than" in finding.finding


def test_a_saturated_contender_has_no_figures_in_the_json() -> None:
    shown: Any = by_view(parts(arriving(), "cells")[-1])["request_latency_of_cell"].json
    assert shown["saturated"] == [FULL]
    assert set(shown["request_latency_ns"]) == set(P99_MS)
    assert shown["request_latency_ns"]["gather/asio"]["p99"] == 6_000_000


def test_what_was_refused_or_failed_stands_apart_and_takes_answers_away() -> None:
    where = cell("request", 2000, 64, rate=500)
    found = by_view(parts(analyse(results([where], tuple(P99_MS), lossy)), "cells")[0])
    view = found["request_latency_of_cell"]
    lost = "refused or failed: semaphore/asio 21.0 %, thread_pool/std 90.0 %"
    assert (
        view.finding
        == f"1 request in 100 takes longer than 4.50 ms (gather/asio) to 5.62 ms (semaphore/asio); {lost}"
    )
    by_name = rows(view.tables[0])
    assert by_name["semaphore/asio"]["refused"] == "20.0 %"
    assert by_name["semaphore/asio"]["failed"] == "1.00 %"
    assert by_name["gather/asio"]["refused"] == "0"
    few = by_name["thread_pool/std"]
    assert (few["p50"], few["p99"], few["interval of p99"]) == ("2.53 ms", "too few", "too few")
    told: Any = view.json
    assert told["unanswered"]["semaphore/asio"] == {"refused": 400.0, "failed": 20.0}
    assert "gather/asio" not in told["unanswered"]
    assert "p99" not in told["request_latency_ns"]["thread_pool/std"]


def test_where_nobody_refuses_there_is_no_column_of_it() -> None:
    (table,) = by_view(parts(arriving(), "cells")[0])["request_latency_of_cell"].tables
    assert "refused" not in rows(table)["gather/asio"]


def test_its_sweep_is_drawn_by_rate_and_makespans_are_not() -> None:
    analysis = arriving()
    name, chart = next(iter(charts(analysis)[0].items()))
    assert name.endswith("by-rate-latency")
    (axes,) = chart.draw(chart.words).axes
    assert axes.get_yscale() == "log" and "requests a second" in axes.get_xlabel()
    assert "no crossing proven" not in report_text(analysis)


def test_without_a_rate_nothing_is_said_of_requests() -> None:
    analysis = analyse(results([cell("tcp", 20, 20, wait_us=5000, bytes=64)], tuple(P99_MS)))
    assert "request_latency_of_cell" not in by_view(parts(analysis, "cells")[0])
    assert "generator" not in report_text(analysis)


def test_choices_at_a_rate_are_judged_by_their_latency_and_not_by_the_last_arrival() -> None:
    found = matrix(arriving(2000, (500,)))
    (row,) = found.rows
    assert row.metric == "p99"
    regrets = {
        choice: one.regret and round(one.regret.value, 2) for choice, one in row.fields.items()
    }
    assert regrets == {"gather": 1.0, "semaphore": 1.25, "thread_pool": 2.25, "sequential": 12.5}
    assert {row.metric for row in matrix(arriving(1000, (500,))).rows} == {"makespan"}


def test_so_are_ranks_and_ratios_of_the_cell_and_the_table_shows_it() -> None:
    """All have but one makespan."""
    (result,) = arriving(2000, (500,)).cells
    shown = Ranking(result, arriving(2000, (500,)))
    assert shown.json()["verdict_on"] == "p99"
    table = rows(shown.tables()[0])
    assert {name: (row["to best"], row["p99"]) for name, row in table.items()} == {
        "gather/asio": ("1.00x", "4.50 ms"),
        "semaphore/asio": ("1.25x", "5.62 ms"),
        "thread_pool/std": ("2.25x", "10.1 ms"),
        "sequential/std": ("12.5x", "56.2 ms"),
    }
    few = arriving(1000, (500,))
    assert Ranking(few.cells[0], few).json()["verdict_on"] == "makespan"
    assert "p99" not in {c.heading for c in Ranking(few.cells[0], few).tables()[0].columns}
