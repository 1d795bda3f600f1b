"""Small tasks beside burning ones, and a script that is run once: what is said, tabled and drawn of
them."""

import math
import random
from dataclasses import replace
from typing import Any

import pytest
from crossover_tool.analysis.cold import cold_finding, pays_from
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.probes import by_strategy, has_probes, probe_finding
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.cell import Cell, Contender
from crossover_tool.charts.make import plan
from crossover_tool.reports.markdown import markdown
from crossover_tool.reports.tables import cost_table
from made_results import cell, results

HEAVY = {"wait_us": 2000, "light_us": 20, "burn_us": 5000, "period_us": 750}
P99_MS = {"gather/asio": 80.0, "offload/asio": 2.5, "thread_pool/std": 2.25}
MAKESPAN_MS = {
    "sequential/std": 1.0,
    "gather/asio": 0.4,
    "thread_pool/std": 0.5,
    "process_pool/posix": 3.0,
}
START_MS = {"thread_pool/std": 1.0, "process_pool/posix": 10.0}


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


def script(tasks: tuple[int, ...] = (1, 2, 4, 8, 16, 32)) -> Analysis:
    """One task takes so many ms by MAKESPAN_MS, beside what it costs to start, with 2 % of
    interference."""

    def change(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        name, count = name_of(measurement), measurement["cell"]["tasks"]
        took = 1.0 * count if name == "sequential/std" else 1.0 + START_MS.get(name, 0.05)
        return {**measurement, "makespan_ns": [round(took * 1e6 * (1 + 0.02 * block))]}

    cells = [cell("simple_script", n, n, "tasks", wait_us=1000, cpu_us=100) for n in tasks]
    return analyse(results(cells, tuple(MAKESPAN_MS), change))


def test_the_finding_is_about_the_small_tasks_and_states_the_ratio() -> None:
    (group,) = burning().groups
    assert has_probes(group)
    said = "with heavy 20 %, 1 small task in 100 takes longer than 2.25 ms (thread_pool), 2.50 ms (offload), 80.0 ms (gather): 35.6x"
    assert probe_finding(group) == said
    assert [strategy for strategy, _ in by_strategy(group.cells[-1])] == [
        "thread_pool",
        "offload",
        "gather",
    ]


def test_a_ratio_whose_intervals_touch_is_not_stated() -> None:
    (group,) = burning(0.5, ("thread_pool/std", "offload/asio")).groups
    assert probe_finding(group).endswith("2.50 ms (offload): not separated")


def test_its_sweep_is_drawn_by_latency_and_tabled() -> None:
    analysis = burning()
    charts = plan(analysis)
    assert charts[0][0].name.endswith("by-heavy-pct-small")
    figure = charts[0][0].draw(charts[0][0].words)
    (axes,) = figure.axes
    assert axes.get_yscale() == "log" and axes.get_xscale() == "linear"
    assert "small tasks" in axes.get_title(loc="left")
    heading, *rows = cost_table(analysis.cells[-1])
    row = dict(zip(heading, next(row for row in rows if row[0] == "gather/asio")))
    assert (row["small p50"], row["small p99"]) == ("80.0 ms", "80.0 ms")
    text = markdown(analysis, charts)
    assert "1 small task in 100" in text
    assert (
        "no crossing proven" not in text
    ), "crossovers are those of makespans, which say nothing here"


def test_other_workloads_have_no_small_tasks() -> None:
    analysis = analyse(results([cell("tcp", 20, 20, wait_us=5000, bytes=64)], tuple(P99_MS)))
    assert not has_probes(analysis.groups[0])
    assert "small p99" not in cost_table(analysis.cells[0])[0]


def test_a_model_pays_from_where_it_is_proven_faster_than_one_after_another() -> None:
    (group,) = script().groups
    assert pays_from(group) == {"gather": 2, "thread_pool": 4, "process_pool": 16}
    said = "started for it alone, gather pays from 2 tasks on, thread_pool from 4, process_pool from 16"
    assert cold_finding(group) == said


def test_what_never_pays_is_said_too() -> None:
    (group,) = script((1, 2, 4)).groups
    assert cold_finding(group).endswith("; not up to 4 tasks: process_pool")
    (group,) = script((1,)).groups
    assert "tasks" not in group.axis


def simulated(group: GroupResult, merit: float, rng: random.Random) -> GroupResult:
    """The sweep with other samples: six blocks with 5 % of noise, everyone `merit` times as fast as
    `sequential`."""

    def one(measured: Measured, plain: bool) -> Measured:
        truth = 1.0 if plain else 1.0 / merit
        by_block = {block: truth * 1e6 * math.exp(rng.gauss(0, 0.05)) for block in range(6)}
        return replace(measured, by_block=by_block)

    cells = [
        replace(
            cell, ranked=tuple(one(m, m.contender.strategy == "sequential") for m in cell.ranked)
        )
        for cell in group.cells
    ]
    return replace(group, cells=tuple(cells))


def test_equals_are_rarely_said_to_pay_and_twice_as_fast_nearly_always() -> None:
    (group,) = script().groups
    rng, rounds = random.Random(7), 60
    false = sum(any(pays_from(simulated(group, 1.0, rng)).values()) for _ in range(rounds))
    right = sum(set(pays_from(simulated(group, 2.0, rng)).values()) == {1} for _ in range(rounds))
    assert false <= 0.05 * rounds
    assert right >= 0.95 * rounds


def test_the_chart_of_a_cold_run_says_what_it_counts() -> None:
    analysis = script()
    chart = plan(analysis)[0][0]
    (axes,) = chart.draw(chart.words).axes
    assert axes.get_title(loc="left").startswith("set-up, batch and tear-down")
    assert chart.words.finding == cold_finding(analysis.groups[0])
