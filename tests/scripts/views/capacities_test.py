"""Capacities: what is said, tabled and drawn of them."""

from dataclasses import replace
from typing import Any

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.charts import style
from crossover_tool.samples.records import Search
from made_requests import latency
from made_results import Json, cell, results
from shown import by_view, charts, parts, report_text, rows

RATES = (1000, 1200, 1500, 1800, 2200)
BEARS = {"semaphore/asio": 2000, "gather/asio": 1300, "thread_pool/std": 1300}
NOBODY = {"semaphore/asio": 9000, "gather/asio": 8000}


def searched(bears: dict[str, int], blocks: int = 12, spread: float = 0.0) -> Analysis:
    """Contenders that keep 20 ms up to a rate, which varies by `spread` from block to block."""

    def change(found: Json, block: int) -> Json:
        told = latency(found, 1)
        most = bears[f"{told['strategy']}/{told['engine']}"] * (1 + spread * (-1) ** block)
        late = 2.0 if told["cell"]["params"]["rate"] > most else 0.5
        took = {name: round(late * 20e6) for name in told["request_latency_ns"]}
        return {**told, "request_latency_ns": took, "saturated": 0}

    cells = [cell("request", 2000, 64, "rate", rate=rate) for rate in RATES]
    found = results(cells, tuple(bears), change, blocks)
    protocol = replace(found.header.protocol, search=Search(0.1, 60.0, "p99<20000us"))
    return analyse(replace(found, header=replace(found.header, protocol=protocol)))


def test_the_finding_names_the_winner_and_by_how_much() -> None:
    finding = parts(searched(BEARS), "groups")[0].finding
    assert finding == (
        "p99 < 20 ms is kept up to 1,990/s by semaphore/asio, 1,342/s by gather/asio, 1,342/s by "
        "thread_pool/std: semaphore wins and bears 1.48x what gather does (1.20x to 1.83x)"
    )
    assert "1.48x what gather does" in report_text(searched(BEARS))


def test_those_that_are_not_told_apart_are_not_called_a_tie() -> None:
    two = {name: BEARS[name] for name in ("gather/asio", "thread_pool/std")}
    assert parts(searched(two), "groups")[0].finding.endswith(
        ": thread_pool and gather are not told apart"
    )


def test_the_regret_stands_in_table_and_json() -> None:
    shown = by_view(parts(searched(BEARS), "groups")[0])["capacity"]
    row = rows(shown.tables[0])["gather/asio"]
    assert (row["regret"], row["its interval"], row[""]) == ("1.48x", "1.20x to 1.83x", "behind")
    found: Any = shown.json
    assert found["capacity"]["gather/asio"]["regret_low"] == pytest.approx(1800 / 1500)
    assert found["capacity"]["semaphore/asio"]["class"] == "good enough"
    verdict = found["capacity_verdict"]
    assert verdict["choices"]["verdict"] == "WINNER" and verdict["choices"]["leader"] == "semaphore"
    assert verdict["margin"] == 0.1


def test_beyond_the_last_rate_nobody_wins() -> None:
    shown = by_view(parts(searched(NOBODY), "groups")[0])["capacity"]
    assert "at least 2,200/s by" in shown.finding and "not told apart" in shown.finding
    found: Any = shown.json
    assert found["capacity"]["gather/asio"]["regret"] is None
    assert found["capacity"]["gather/asio"]["regret_high"] is None


def test_few_trials_prove_nothing() -> None:
    found: Any = by_view(parts(searched(BEARS, blocks=3), "groups")[0])["capacity"].json
    assert found["capacity_verdict"]["choices"]["verdict"] == "UNRESOLVED"


def test_where_nothing_is_known_it_says_so_and_draws_nothing() -> None:
    analysis = searched(NOBODY, blocks=1)
    assert parts(analysis, "groups")[0].finding == (
        "p99 < 20 ms: no capacity is known yet, too few samples told anything"
    )
    drawn = [name for part in charts(analysis) for name in part]
    assert not [name for name in drawn if name.endswith("-capacity")]


def test_each_has_a_bar_on_both_grounds() -> None:
    drawn = {n: one for part in charts(searched(BEARS)) for n, one in part.items()}
    (chart,) = [one for name, one in drawn.items() if name.endswith("-capacity")]
    assert chart.dark
    with style.settings():
        light, dark = chart.draw(chart.words), chart.dark(chart.words)
    assert light.get_facecolor()[:3] == (1.0, 1.0, 1.0) and max(dark.get_facecolor()[:3]) < 0.1
    (axes,) = light.axes
    names = [text.get_text() for text in axes.texts]
    assert set(BEARS) <= set(names)
    bars = [
        line for line in axes.lines if len(line.get_xdata()) == 2 and 2 < line.get_linewidth() < 3
    ]
    assert [tuple(bar.get_xdata()) for bar in bars] == [(1800, 2200), (1200, 1500), (1200, 1500)]
