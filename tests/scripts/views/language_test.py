"""The same cell in two languages: regrets within each and against all, and what share of the
differences is which."""

from typing import Any

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.analysis.languages import Nature, languages_of, nature_of
from crossover_tool.reports.report import Report
from crossover_tool.stats.two_way import Squares, squares
from made_languages import SPANS_MS, planted, stand_ins, two_languages
from made_results import cell, results
from shown import by_view, charts, parts, report_text


def regrets(analysis: Analysis) -> dict[str, tuple[float | None, float | None]]:
    (part,) = parts(analysis, "cells")
    told: Any = by_view(part)["language_of_cell"].json["by_language"]
    return {
        one["contender"]: (one["regret_in_language"], one["regret_of_all"])
        for one in told["strategies"]
    }


def test_waiting_is_compared_by_its_makespan() -> None:
    assert regrets(two_languages()) == {
        "gather/asio": pytest.approx((1.0, 1.0)),
        "sequential/std": pytest.approx((100.0, 100.0)),
        "gather/asyncio": pytest.approx((1.0, 4.0)),
        "thread_pool/cpython_threads": pytest.approx((1.5, 6.0)),
        "sequential/cpython": pytest.approx((50.0, 200.0)),
    }


def test_computing_is_compared_by_speed_ups_over_the_own_sequential() -> None:
    """Speed-ups: 100 in one language, 50 in the other, whatever the code takes."""
    found = regrets(two_languages(waits=False))
    assert found["gather/asyncio"] == pytest.approx((1.0, 2.0))
    assert found["sequential/cpython"] == pytest.approx((50.0, 100.0))
    (part,) = parts(two_languages(waits=False), "cells")
    said = "C++'s best speed-up (gather/asio) is 2.00 [2.00, 2.00] times Python's (gather/asyncio)"
    (told,) = [one for one in part.sentences if said in one]
    assert "code of its own" in told


def test_without_its_own_sequential_nothing_is_compared_across_languages() -> None:
    names = tuple(name for name in SPANS_MS if name != "sequential/cpython")
    found = regrets(two_languages(waits=False, contenders=names))
    assert found["gather/asyncio"] == (pytest.approx(1.0), None)
    (part,) = parts(two_languages(waits=False, contenders=names), "cells")
    assert any("only cpp has a sequential contender" in one for one in part.sentences)


def test_one_language_has_no_such_view() -> None:
    analysis = two_languages(contenders=("sequential/std", "gather/asio"))
    assert "language" not in by_view(parts(analysis, "groups")[0])
    assert "language_of_cell" not in by_view(parts(analysis, "cells")[0])
    assert "language_or_strategy" not in by_view(parts(analysis, "run")[0])


def test_mistakes_are_no_language() -> None:
    def mistaken(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        found: dict[str, Any] = planted(True)(measurement, block)
        return {**found, "kind": "mistake"} if found["language"] == "python" else found

    where = [cell("timer", 9, 9, wait_us=5000)]
    analysis = analyse(results(where, stand_ins(tuple(SPANS_MS)), mistaken))
    assert languages_of(analysis.cells[0]) is None


def test_the_nature_of_a_cell_is_what_its_tasks_do_longest() -> None:
    assert nature_of(two_languages().cells[0]) is Nature.WAITING
    assert nature_of(two_languages(waits=False).cells[0]) is Nature.COMPUTING


def test_the_chart_has_a_facet_a_language_and_the_text_its_table() -> None:
    (made,) = charts(two_languages())
    assert any(name.endswith("-language") for name in made)
    text = report_text(two_languages())
    assert "| Python | gather | gather/asyncio | 44.0 ms | 1.00 [1.00, 1.00] | 4.00" in text
    assert "of the differences between makespans of waiting cells" in text


def test_shares_are_those_of_the_two_way_table() -> None:
    """gather and sequential are in both languages: they are 100 and 50 apart, the languages 4 and
    2."""
    (share,) = _shares(two_languages())
    assert set(share["strategies"]) == {"sequential", "gather"}
    parts_of = [share[name]["median"] for name in ("language", "strategy", "both")]
    assert sum(parts_of) == pytest.approx(1.0)
    assert parts_of[1] > 0.9 > 0.1 > parts_of[0] > parts_of[2] > 0.0


def _shares(analysis: Analysis) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Report(analysis).as_json()["language_or_strategy"]
    return found


def test_the_parts_of_a_two_way_table() -> None:
    rows, columns = ("a", "b"), ("x", "y")
    additive = {("a", "x"): 0.0, ("a", "y"): 2.0, ("b", "x"): 1.0, ("b", "y"): 3.0}
    assert squares(additive, rows, columns) == Squares(1.0, 4.0, 0.0)
    crossed = {("a", "x"): 0.0, ("a", "y"): 1.0, ("b", "x"): 1.0, ("b", "y"): 0.0}
    assert squares(crossed, rows, columns) == Squares(0.0, 0.0, 1.0)
    assert squares(additive, rows, columns).whole == 5.0
