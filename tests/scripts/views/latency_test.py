"""Latency by percentile: which cells have it, how far it goes, and who is named."""

from typing import Any

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts import style
from crossover_tool.views.latency import LatencyPercentiles, latency_chart, tail_sentence
from made_results import Json, cell, results

WHO = ("gather/asio", "thread_pool/std")
LATE = {"gather": 1.0, "thread_pool": 4.0}


def group(tasks: int, few: bool = False, **params: int) -> tuple[GroupResult, Any]:
    """A cell of tasks, of which pools keep the last ones waiting; `few`: no more than the maximum
    is known of 1 in 1,000."""

    def change(found: Json, block: int) -> Json:
        late = LATE[found["strategy"]]
        spread = {"p50": 5e6, "p90": 5.5e6, "p99": 6e6 * late, "p999": 7e6 * late}
        return {**found, "latency_ns": {**spread, "max": (7e6 if few else 9e6) * late}}

    analysis = analyse(results([cell("tcp", tasks, 16, **params)], WHO, change))
    return analysis.groups[0], analysis


def test_it_names_the_tail_of_the_best_and_the_worst() -> None:
    found, _ = group(2000, wait_us=5000)
    assert tail_sentence(found.cells[0]) == (
        "1 task in 1,000 takes longer than 7.00 ms (gather) to 28.0 ms (thread_pool)"
    )


def test_too_few_tasks_have_no_last_percentile() -> None:
    found, _ = group(2000, few=True, wait_us=5000)
    assert tail_sentence(found.cells[0]).startswith("1 task in 100 takes longer than 6.00 ms")


@pytest.mark.parametrize(
    ("tasks", "params"), [(100, {"wait_us": 5000}), (2000, {}), (2000, {"wait_us": 0})]
)
def test_few_tasks_and_tasks_that_do_not_wait_have_no_picture(
    tasks: int, params: dict[str, int]
) -> None:
    assert not LatencyPercentiles(*group(tasks, **params)).applies()


def test_the_axis_gives_each_nine_the_same_room() -> None:
    found, analysis = group(2000, wait_us=5000)
    (chart,) = LatencyPercentiles(found, analysis).charts()
    with style.settings():
        figure = latency_chart(found.cells[0], chart.words, style.LIGHT)
        figure.canvas.draw()
        axes = figure.axes[0]
    ticks = {
        round(at): text.get_text() for at, text in zip(axes.get_xticks(), axes.get_xticklabels())
    }
    assert ticks == {301: "50", 1000: "90", 2000: "99", 3000: "99.9"}
