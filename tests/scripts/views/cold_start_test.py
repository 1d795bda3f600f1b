"""A script that is run once: from how many tasks on a strategy pays that is started for them alone."""

import math
import random
from dataclasses import replace
from typing import Any

from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.analysis.cold import pays_from
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.group import GroupResult
from made_results import cell, results
from shown import charts, parts

MAKESPAN_MS = {
    "sequential/std": 1.0,
    "gather/asio": 0.4,
    "thread_pool/std": 0.5,
    "process_pool/posix": 3.0,
}
START_MS = {"thread_pool/std": 1.0, "process_pool/posix": 10.0}


def script(tasks: tuple[int, ...] = (1, 2, 4, 8, 16, 32)) -> Analysis:
    """One task takes so many ms by MAKESPAN_MS, beside what it costs to start, with 2 % of
    interference."""

    def change(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        name = f"{measurement['strategy']}/{measurement['engine']}"
        count = measurement["cell"]["tasks"]
        took = 1.0 * count if name == "sequential/std" else 1.0 + START_MS.get(name, 0.05)
        return {**measurement, "makespan_ns": [round(took * 1e6 * (1 + 0.02 * block))]}

    cells = [cell("simple_script", n, n, "tasks", wait_us=1000, cpu_us=100) for n in tasks]
    return analyse(results(cells, tuple(MAKESPAN_MS), change))


def finding(analysis: Analysis) -> str:
    """What the sweep comes to."""
    return parts(analysis, "groups")[0].finding


def test_a_strategy_pays_from_where_it_is_proven_faster_than_one_after_another() -> None:
    (group,) = script().groups
    assert pays_from(group) == {"gather": 2, "thread_pool": 4, "process_pool": 16}
    said = "started for it alone, gather pays from 2 tasks on, thread_pool from 4, process_pool from 16"
    assert finding(script()) == said


def test_what_never_pays_is_said_too() -> None:
    assert finding(script((1, 2, 4))).endswith("; not up to 4 tasks: process_pool")
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
    chart = next(iter(charts(analysis)[0].values()))
    (axes,) = chart.draw(chart.words).axes
    assert axes.get_title(loc="left").startswith("set-up, batch and tear-down")
    assert chart.words.finding == finding(analysis)
