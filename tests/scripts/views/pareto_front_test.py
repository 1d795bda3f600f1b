"""Pareto fronts: who is dominated, in what, and what is not claimed."""

import json
import random

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.analysis.pareto import Dominance
from crossover_tool.reports.report import Report
from crossover_tool.views.pareto_front import ParetoFront
from made_results import Json, cell, results
from shown import report_text

WHO = ("sequential/std", "gather/asio", "thread_pool/ring", "process_pool/posix")
CELLS = [cell("tcp", 100, limit, wait_us=5000) for limit in (8, 16)]
TIME = {"sequential": 50.0, "gather": 1.2, "thread_pool": 1.0, "process_pool": 1.21}
CPU = {"sequential": 1.0, "gather": 1.5, "thread_pool": 3.0, "process_pool": 6.0}
MEMORY = {"sequential": 1.0, "gather": 4.0, "thread_pool": 8.0, "process_pool": 40.0}


def measured(scatter: float) -> Analysis:
    """The process pool is slower and dearer than the threads, and dearer than the loop; each of the
    others has something in its favour."""
    rng = random.Random(4)

    def change(found: Json, block: int) -> Json:
        who = found["strategy"]

        def of(planted: dict[str, float], unit: float) -> int:
            return round(planted[who] * unit * rng.gauss(1, scatter))

        idle = found["baseline_rss_bytes"]
        return {
            **found,
            "makespan_ns": [of(TIME, 1e8)],
            "cpu_user_ns": of(CPU, 1e6),
            "cpu_system_ns": 0,
            "peak_rss_bytes": idle + of(MEMORY, 4e6),
        }

    return analyse(results(CELLS, WHO, change, blocks=12))


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return measured(0.002)


def test_who_has_something_in_its_favour_is_on_the_front(analysis: Analysis) -> None:
    view = ParetoFront(analysis, analysis)
    assert view.applies() and len(view.fronts) == 2
    for front in view.fronts:
        assert front.choices == ("sequential", "gather", "thread_pool")
        assert front.metrics == ("makespan", "cpu", "memory")
        assert front.dominated == (Dominance("gather", "process_pool", ("cpu", "memory")),)


def test_it_stands_in_the_report_and_in_json(analysis: Analysis) -> None:
    text = report_text(analysis)
    assert (
        "| sequential, gather, thread_pool | process_pool: gather takes less CPU and memory |"
    ) in text
    assert (
        "- On the Pareto front of 2 questions: sequential 2, gather 2 and thread_pool 2 times; "
        "never: process_pool"
    ) in text
    told = Report(analysis).as_json()["pareto"]
    assert json.dumps(told, allow_nan=False)
    assert told[0]["dominated"] == (
        {"better": "gather", "worse": "process_pool", "less": ("cpu", "memory")},
    )


def test_what_is_not_proven_is_not_said() -> None:
    """Where runs scatter by as much as choices differ, nobody is called dominated."""
    wild = measured(0.35)
    assert all("gather" in front.choices for front in ParetoFront(wild, wild).fronts)
    assert all(len(front.choices) > 2 for front in ParetoFront(wild, wild).fronts)


def test_where_all_questions_are_void_nobody_is_on_a_front() -> None:
    def spoiled(found: Json, block: int) -> Json:
        void = {"status": "void", "reason": "wrong digest: 00 instead of 01"}
        return {**found, **void} if block == 1 else found

    nothing = analyse(results(CELLS, WHO, spoiled, blocks=12))
    assert not any(front.choices for front in ParetoFront(nothing, nothing).fronts)
    assert "Pareto front of" not in report_text(nothing)
