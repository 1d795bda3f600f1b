"""Small tasks beside burning ones: what is said, tabled and drawn of them."""

from typing import Any

from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.views.probe_latency import by_strategy
from made_results import cell, results
from shown import by_view, charts, parts, report_text, rows

HEAVY = {"wait_us": 2000, "light_us": 20, "burn_us": 5000, "period_us": 750}
P99_MS = {"gather/asio": 80.0, "offload/asio": 2.5, "thread_pool/std": 2.25}


def name_of(measurement: dict[str, Any]) -> str:
    return f"{measurement['strategy']}/{measurement['engine']}"


def latency(spread: float) -> Any:
    """A 99th percentile by P99_MS where tasks burn, 2 ms where none does, that varies by `spread`
    from block to block."""

    def change(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        burning = measurement["cell"]["params"]["heavy_pct"] > 0
        p99 = (P99_MS[name_of(measurement)] if burning else 2.0) * 1e6 * (1 + spread * (block - 1))
        return {
            **measurement,
            "probe_latency_ns": dict.fromkeys(("p50", "p90", "p99", "p999", "max"), p99),
        }

    return change


def burning(spread: float = 0.02, contenders: tuple[str, ...] = tuple(P99_MS)) -> Analysis:
    cells = [
        cell("head_of_line", 400, 16, "heavy_pct", heavy_pct=pct, **HEAVY) for pct in (0, 5, 20)
    ]
    return analyse(results(cells, contenders, latency(spread)))


def test_the_finding_is_about_the_small_tasks_and_states_the_ratio() -> None:
    analysis = burning()
    said = "with heavy 20 %, 1 small task in 100 takes longer than 2.25 ms (thread_pool), 2.50 ms (offload), 80.0 ms (gather): 35.6x"
    assert parts(analysis, "groups")[0].finding == said
    assert [strategy for strategy, _ in by_strategy(analysis.cells[-1])] == [
        "thread_pool",
        "offload",
        "gather",
    ]


def test_a_ratio_whose_intervals_touch_is_not_stated() -> None:
    analysis = burning(0.5, ("thread_pool/std", "offload/asio"))
    assert parts(analysis, "groups")[0].finding.endswith("2.50 ms (offload): not separated")


def test_its_sweep_is_drawn_by_latency_and_tabled() -> None:
    analysis = burning()
    name, chart = next(iter(charts(analysis)[0].items()))
    assert name.endswith("by-heavy-pct-small")
    figure = chart.draw(chart.words)
    (axes,) = figure.axes
    assert axes.get_yscale() == "log" and axes.get_xscale() == "linear"
    assert "small tasks" in axes.get_title(loc="left")
    (table,) = by_view(parts(analysis, "cells")[-1])["cost_of_cell"].tables
    row = rows(table)["gather/asio"]
    assert (row["small p50"], row["small p99"]) == ("80.0 ms", "80.0 ms")
    text = report_text(analysis)
    assert "1 small task in 100" in text
    assert (
        "no crossing proven" not in text
    ), "crossovers are those of makespans, which say nothing here"


def test_other_workloads_have_no_small_tasks() -> None:
    analysis = analyse(results([cell("tcp", 20, 20, wait_us=5000, bytes=64)], tuple(P99_MS)))
    assert "probe_latency" not in by_view(parts(analysis, "groups")[0])
    (table,) = by_view(parts(analysis, "cells")[0])["cost_of_cell"].tables
    assert "small p99" not in rows(table)["gather/asio"]
