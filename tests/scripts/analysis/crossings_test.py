"""Where one strategy overtakes another along a sweep, at places that are planted."""

from collections.abc import Callable

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.crossings import Crossing, find_crossings
from crossover_tool.axis import Axis
from made_results import Json, cell, results

Span = Callable[[int], float]
"""Tasks -> makespan in ms."""

NAMES = {"sequential": "sequential/std", "gather": "gather/asio", "thread_pool": "thread_pool/ring"}


def crossings(spans: dict[str, Span], tasks: tuple[int, ...] = (10, 100, 1000)) -> list[Crossing]:
    def change(found: Json, block: int) -> Json:
        noise = 1.0 + 0.01 * ((block * len(found["engine"])) % 5)
        span = spans[found["strategy"]](found["cell"]["tasks"]) * noise
        return {**found, "makespan_ns": [round(span * 1e6)]}

    cells = [cell("timer", count, count, "tasks", wait_us=100) for count in tasks]
    made = analyse(results(cells, [NAMES[name] for name in spans], change, 12))
    return list(find_crossings(Axis("tasks"), made.cells))


def test_a_planted_crossover_is_found_within_its_interval() -> None:
    # one after another takes 0.1 ms a task, gather 5 ms: alike at 50 tasks
    (found,) = crossings({"sequential": lambda n: 0.1 * n, "gather": lambda n: 5.0})
    assert (found.before, found.after) == ("sequential", "gather")
    assert found.low <= 50.0 <= found.high
    assert found.estimate == pytest.approx(50.0, rel=0.05)


def test_who_leads_throughout_is_overtaken_by_nobody() -> None:
    assert crossings({"sequential": lambda n: 0.1 * n, "gather": lambda n: 0.5}) == []


def test_what_lies_beyond_the_sweep_is_not_claimed() -> None:
    spans: dict[str, Span] = {"sequential": lambda n: 0.1 * n, "gather": lambda n: 5.0}
    assert crossings(spans, (10, 20, 40)) == []


def test_a_third_one_that_leads_between_is_who_is_overtaken() -> None:
    pool = {10: 2.0, 100: 3.0, 1000: 10.0}
    found = crossings(
        {"sequential": lambda n: 0.1 * n, "thread_pool": pool.__getitem__, "gather": lambda n: 6.0}
    )
    assert [(one.before, one.after) for one in found] == [
        ("sequential", "thread_pool"),
        ("thread_pool", "gather"),
    ]
