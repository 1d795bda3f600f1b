"""The map of limit and rate: where the limit should stand, what is full, and who was turned away."""

import json
from pathlib import Path
from typing import Any

from conftest import FAKE, Command
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.charts import style
from made_requests import P99_MS, latency
from made_results import Json, cell, results
from shown import by_view, parts, report_text

RATES, LIMITS = (1000, 2000, 4000), (4, 16, 64)
SERVER = {"requests": 2000, "peak_concurrency": 64, "cpu_ns": 1e6}


def change(found: Json, block: int) -> Json:
    """Limit 4 is full from 2,000/s on; at 64 requests are twice as late as at 16; a tenth of 4,000
    are turned away."""
    told = latency(found, block)
    rate, limit = told["cell"]["params"]["rate"], told["cell"]["limit"]
    later = 2 if limit == 64 else 1
    took = {name: later * value for name, value in told["request_latency_ns"].items()}
    server = {**SERVER, "refused": 200 if rate == 4000 else 0}
    own = told["cell"]["tasks"] if told["strategy"] == "gather" else limit
    return {
        **told,
        "limit": own,
        "request_latency_ns": took,
        "server": server,
        "saturated": int(limit == 4 and rate >= 2000),
    }


def mapped() -> Analysis:
    cells = [cell("request", 2000, limit, "map", rate=rate) for limit in LIMITS for rate in RATES]
    return analyse(results(cells, tuple(P99_MS), change))


def test_it_says_where_the_limit_should_stand() -> None:
    (part,) = parts(mapped(), "maps")
    shown = by_view(part)["limit_map"]
    assert shown.finding == (
        "semaphore/asio: the limit should stand at 16: up to 4,000/s, where p99 is 10.0 ms; "
        "at 4 it is full from 2,000/s on"
    )
    assert [sentence.partition(":")[0] for sentence in shown.sentences] == ["thread_pool/std"]


def test_who_heeds_no_limit_is_not_in_it_and_makespans_are_not_mapped() -> None:
    (part,) = parts(mapped(), "maps")
    shown = by_view(part)
    assert set(shown["limit_map"].json["limits"]) == {"semaphore/asio", "thread_pool/std"}  # type: ignore[arg-type]
    assert "decision_map" not in shown and "cost_map" not in shown


def test_limits_that_are_not_told_apart_are_all_named() -> None:
    def alike(found: Json, block: int) -> Json:
        told = change(found, block)
        limit = told["cell"]["limit"]
        took = latency(found, (block + limit) % 3)["request_latency_ns"]
        return {**told, "request_latency_ns": took} if limit in (16, 64) else told

    cells = [cell("request", 2000, limit, "map", rate=rate) for limit in LIMITS for rate in RATES]
    (part,) = parts(analyse(results(cells, ("semaphore/asio",), alike)), "maps")
    assert "should stand at 16 and 64, not told apart" in by_view(part)["limit_map"].finding


def test_a_field_is_shaded_by_its_latency_and_says_what_was_turned_away() -> None:
    (part,) = parts(mapped(), "maps")
    (chart,) = by_view(part)["limit_map"].charts.values()
    assert chart.dark
    with style.settings():
        light, dark = chart.draw(chart.words), chart.dark(chart.words)
    assert max(dark.get_facecolor()[:3]) < 0.1
    _, panel, _ = light.axes
    texts = [text.get_text() for text in panel.texts]
    assert texts.count("full") == 2 and texts.count("10 % away") == 3
    fields = {
        (round(patch.get_x() + 0.485), round(patch.get_y() + 0.46)): patch.get_facecolor()
        for patch in panel.patches
    }
    assert fields[1, 0] != fields[1, 1] != fields[1, 2]


def test_rates_under_several_limits_make_a_map_on_the_command_line(
    crossover: Command, tmp_path: Path
) -> None:
    asked = ("--workload", "request", "--rate", "500/s,1000/s", "--limit", "4,64")
    who = ("--contender", "semaphore/asio", "--contender", "thread_pool/std")
    ran = crossover("run", "--bench", FAKE, *asked, "--tasks", "1100", *who, "--out", "o", "--json")
    assert ran.returncode == 0, ran.stderr
    (one,) = json.loads(ran.stdout)["maps"]
    found: Any = one["limits"]["semaphore/asio"]
    assert {(place["rate"], place["limit"]) for place in found} == {
        (500, 4), (500, 64), (1000, 4), (1000, 64)
    }  # fmt: skip
    report = (tmp_path / "o" / "report.md").read_text(encoding="utf-8")
    assert "the limit should stand at" in report


def test_the_report_explains_its_words() -> None:
    assert "*full*: saturated" in report_text(mapped())
