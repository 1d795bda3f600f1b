"""The page's newer pictures: the tree, the Pareto fronts, capacities, maps of limit and rate."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.regret_matrix import matrix
from crossover_tool.analysis.tree_score import advice
from crossover_tool.charts.capacity_rows import CapacityRow
from crossover_tool.charts.limit_panels import LimitField, LimitPanel
from crossover_tool.charts.page.capacity_drawing import capacity_drawing
from crossover_tool.charts.page.limit_drawing import MOST_SHADE, limit_drawing
from crossover_tool.reports.html.page import page
from crossover_tool.charts.page.tree_drawing import tree_drawing
from crossover_tool.reports.report import report_on
from crossover_tool.samples.reader import Results
from crossover_tool.samples.records import Search
from made_requests import P99_MS, latency
from made_results import Json, cell, results

MS = 1e6


def page_of(found: Results) -> str:
    """The whole file."""
    report = report_on(found)
    return page(found, report.analysis, report.sections)


def shapes(drawn: str, tag: str) -> list[dict[str, str]]:
    """The attributes of every element of a kind; the drawing must be well-formed."""
    return [dict(one.attrib) for one in ElementTree.fromstring(drawn).iter(tag)]


def test_a_bar_ends_where_it_is_proven_and_goes_on_where_it_is_not() -> None:
    rows = [
        CapacityRow("semaphore/asio", 2000.0, 1800, 2200, "2,000/s"),
        CapacityRow("gather/asio", None, 1300, None, "at least 1,300/s"),
    ]
    drawn = capacity_drawing(rows, "who bears <most>")
    assert len(shapes(drawn, "circle")) == 1
    bars = [one for one in shapes(drawn, "line") if one["class"].endswith("bar")]
    assert [one["class"] for one in bars].count("s-semaphore bar") == 3
    assert [one["class"] for one in bars].count("s-gather bar") == 2, "one end is proven"
    assert 'aria-label="who bears &lt;most&gt;"' in drawn
    assert capacity_drawing([], "nobody") == ""


def test_the_latest_field_is_the_darkest_and_a_full_one_has_no_shade() -> None:
    fields = [[LimitField(1 * MS, "1 ms"), LimitField(9 * MS, "9 ms", "5 % away")], [None, None]]
    fields[1] = [LimitField(3 * MS, "3 ms"), LimitField(None, "full")]
    drawn = limit_drawing([LimitPanel("semaphore/asio", fields)], ["1/s", "2/s"], ["4", "16"], "t")
    boxes = shapes(drawn, "rect")
    shades = [float(one["fill-opacity"]) for one in boxes if one["class"] == "late"]
    assert len(boxes) == 4 and max(shades) == shades[1] == MOST_SHADE
    assert sorted(shades)[1] == pytest.approx(sum(shades[:2]) / 2, abs=0.001), "by ratios"
    assert [one["class"] for one in boxes].count("full") == 1
    assert "5 % away" in drawn and limit_drawing([], [], [], "t") == ""


def test_the_page_draws_a_map_of_limit_and_rate() -> None:
    def change(found: Json, block: int) -> Json:
        return {**latency(found, block), "limit": found["cell"]["limit"]}

    cells = [cell("request", 2000, n, "map", rate=rate) for n in (4, 16) for rate in (1000, 2000)]
    text = page_of(results(cells, tuple(P99_MS), change))
    assert text.count('class="late"') >= 4 and "requests that arrive" in text


def test_the_page_draws_capacities() -> None:
    cells = [cell("request", 2000, 64, "rate", rate=rate) for rate in (1000, 1500, 2200)]
    found = results(cells, tuple(P99_MS), latency, 12)
    protocol = replace(found.header.protocol, search=Search(0.1, 60.0, "p99<9000us"))
    text = page_of(replace(found, header=replace(found.header, protocol=protocol)))
    assert "requests a second, more is better" in text


WAITING = {"sequential/std": 50.0, "gather/asio": 1.0, "thread_pool/ring": 1.3}
COMPUTING = {"sequential/std": 2.0, "gather/asio": 2.0, "thread_pool/ring": 1.0}


def six_questions() -> Results:
    """Coroutines are best at waiting, threads at computing."""
    cells = [
        cell(name, 100, 100, "", n, wait_us=5000) for n, name in enumerate(("timer", "tcp", "http"))
    ]
    cells += [
        cell(name, 100, 2, "", 3 + n, cpu_us=1000)
        for n, name in enumerate(("sha256", "json", "nqueens"))
    ]

    def change(found: Json, block: int) -> Json:
        waits = "wait_us" in found["cell"]["params"]
        name = f"{found['strategy']}/{found['engine']}"
        took = 1e8 * (WAITING if waits else COMPUTING)[name] * (1.0 + 0.001 * (block % 3))
        return {**found, "makespan_ns": [round(took)]}

    return results(cells, tuple(WAITING), change, 8)


def test_the_page_has_the_tree_and_the_fronts() -> None:
    found = six_questions()
    text = page_of(found)
    assert text.count('<ul class="tree">') == 1
    assert 'class="fronts"' in text and "takes less time" in text
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    assert style and all(f".{name}" in style[1] for name in ("tree", "fronts", "swatch", "late"))
    assert " style=" not in text, "the page's policy allows no style of an element's own"


def test_a_tree_names_what_each_end_takes_and_costs() -> None:
    found = advice(matrix(analyse(six_questions())), 2)
    assert found
    drawn = tree_drawing(found)
    assert drawn.count("<li>") == 2 * len(found.leaves) - 1
    assert "yes: " in drawn and "no: " in drawn and "3 questions, 1.00x typically" in drawn
    assert 'class="swatch s-gather"' in drawn and 'class="swatch s-thread_pool"' in drawn
