"""Shedding: where a line with an end beats an endless one, and what it costs."""

from typing import Any

from crossover_tool.analysis.analyse import Analysis, analyse
from made_requests import latency
from made_results import Json, cell, results
from shown import by_view, parts

WHO = ("semaphore/asio", "thread_pool/std", "gather/asio")


def change(found: Json, block: int) -> Json:
    """From 2,000/s on both limited ones fill up without a bound; with one `semaphore` is in time and
    refuses 400 of 2,000, `thread_pool` refuses as many and is as late as before. `gather` has no
    line."""
    told = latency(found, block)
    rate, queue = told["cell"]["params"]["rate"], told["cell"]["params"].get("queue")
    if rate < 2000 or told["strategy"] == "gather":
        return told
    if queue is None:
        return {**told, "saturated": int(told["strategy"] == "semaphore")}
    return {**told, "refused": 400}


def shown(*rates: int) -> Any:
    cells = [cell("request", 2000, 64, rate=rate) for rate in rates]
    cells += [cell("request", 2000, 64, rate=rate, queue=32) for rate in rates]
    return by_view(parts(made(cells), "run")[0])["shedding"]


def made(cells: Any) -> Analysis:
    return analyse(results(cells, WHO, change))


def test_it_says_for_whom_shedding_beats_queueing_and_what_it_costs() -> None:
    (said,) = shown(2000).sentences
    assert said == (
        "request, rate 2000, limit 64, 32 in line: shedding beats queueing for semaphore/asio "
        "(p99 7.50 ms and 20.0 % unanswered, else saturated)"
    )


def test_where_nobody_is_turned_away_it_is_not_needed() -> None:
    (said,) = shown(500).sentences
    assert said == "request, rate 500, limit 64, 32 in line: nobody is turned away"
    assert {one["verdict"] for one in shown(500).json["shedding"]} == {"is not needed"}


def test_each_contender_has_its_verdict() -> None:
    found = {
        one["contender"]: one for one in shown(500, 2000).json["shedding"] if "2000" in one["cell"]
    }
    assert {name: one["verdict"] for name, one in found.items()} == {
        "semaphore/asio": "beats queueing",
        "thread_pool/std": "not told apart",
        "gather/asio": "is not needed",
    }
    assert found["semaphore/asio"]["endless_latency_ns"] is None
    assert found["semaphore/asio"]["unanswered"] == 400


def test_a_bound_that_has_no_cell_beside_it_says_nothing() -> None:
    alone = made([cell("request", 2000, 64, rate=2000, queue=32)])
    assert "shedding" not in by_view(parts(alone, "run")[0])
