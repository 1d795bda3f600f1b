"""What a sentence of the article may draw on, and how figures are written there."""

import pytest
from crossover_tool.article.language_facts import (
    Facts,
    NotMeasured,
    factor,
    number,
    time_ns,
    written,
)
from crossover_tool.article.observation import Observations, Observed
from crossover_tool.analysis.analyse import analyse
from crossover_tool.errors import ResultsError
from crossover_tool.stats.median import Interval
from made_results import cell, results

SEEN = Observed("gather", "python", {"took_ms": (1.0,)})
FOUND = Observations("t", "m", (SEEN, Observed("tests", "python", {}, "not built")))


def facts() -> Facts:
    cells = [cell("timer", n, n, "tasks", wait_us=1000) for n in (10, 100)]
    cells.append(cell("noop", 5, 5, "", 1))
    made = analyse(results(cells, ["gather/asio"]))
    return Facts("python", FOUND, made)


def test_what_was_not_observed_says_why() -> None:
    assert facts().observed("gather") is SEEN
    with pytest.raises(NotMeasured, match="not built"):
        facts().observed("tests")
    with pytest.raises(NotMeasured, match="no such experiment"):
        facts().observed("else")


def test_a_cell_is_found_by_its_workload_and_size() -> None:
    made = facts()
    assert made.cell("timer", 100).cell.tasks == 100
    assert made.group("timer").axis == "tasks"
    with pytest.raises(NotMeasured, match="nobody was measured on timer"):
        made.cell("timer", 50)
    with pytest.raises(NotMeasured, match="along a sweep of noop"):
        made.group("noop")
    with pytest.raises(NotMeasured, match="offload was not measured on noop"):
        made.best(made.cell("noop"), "offload")
    with pytest.raises(NotMeasured):
        Facts("python", FOUND, None).cell("timer")


def test_figures_stand_with_their_intervals() -> None:
    some = Interval(201.0, 200.0, 203.4, 9, 0.95)
    assert time_ns(some) == "201 ns [200 ns, 203 ns]"
    assert factor(some) == "201 [200, 203] times"
    assert number(some) == "201 [200, 203]"
    assert number(Interval(1000.0, 1000.0, 1000.0, 9, 0.95)) == "1,000"


def test_a_text_is_written_with_its_figures_by_the_unit_in_their_names() -> None:
    made = Observed("gather", "python", {"chain_ms": (1.5,), "took_us": (2.0,), "lost": (1000.0,)})
    assert written(made, "{chain_ms}, {took_us}: {lost}") == (
        "1.50 ms [1.50 ms, 1.50 ms], 2.00 µs [2.00 µs, 2.00 µs]: 1,000"
    )
    with pytest.raises(ResultsError, match="gather in python has no gathered_ms"):
        written(made, "{gathered_ms}")
