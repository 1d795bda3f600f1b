"""What the good enough cost: who is in the picture, and what its title claims."""

import random

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.charts import style
from crossover_tool.views.cost_picture import CostPicture
from made_results import Json, cell, results

WHO = ("gather/asio", "thread_pool/tbb", "process_pool/posix")
CELLS = [cell("tcp", 100, limit, wait_us=5000) for limit in (8, 16)] + [
    cell("sha256", 200, 2, cpu_us=1000)
]


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    """Waiting: all are equally fast, and pools need twice the CPU. Computing: one is good."""
    rng = random.Random(4)

    def change(found: Json, block: int) -> Json:
        waiting, gather = found["cell"]["workload"] == "tcp", found["strategy"] == "gather"
        slow = not waiting and found["strategy"] != "process_pool"
        level = (2e8 if slow else 1e8) * rng.gauss(1, 0.003)
        cpu = (1e6 if gather else 2e6) * rng.gauss(1, 0.003)
        return {
            **found,
            "makespan_ns": [round(level)],
            "cpu_user_ns": round(cpu),
            "cpu_system_ns": 0,
        }

    return analyse(results(CELLS, WHO, change, blocks=12))


def test_a_question_with_one_good_choice_is_not_in_it(analysis: Analysis) -> None:
    view = CostPicture(analysis, analysis)
    assert view.applies()
    assert [row.cell.cell.workload for row in view.rows] == ["tcp", "tcp"]
    cpu = view.panels()[0]
    assert all(row["gather"].value == 1.0 for row in cpu.rows)
    assert all(1.9 < row["thread_pool"].value < 2.1 for row in cpu.rows)


def test_the_title_claims_what_is_proven(analysis: Analysis) -> None:
    title = CostPicture(analysis, analysis).title()
    assert title.startswith(
        "Of those good enough gather needs the least CPU time at 2 of 2 questions; "
    )
    assert "the next one up to 2.0" in title or "the next one up to 1.99" in title


def test_it_is_drawn_for_both_grounds(analysis: Analysis) -> None:
    (chart,) = CostPicture(analysis, analysis).charts()
    assert chart.dark
    with style.settings():
        light, dark = chart.draw(chart.words), chart.dark(chart.words)
    assert light.get_facecolor()[:3] == (1.0, 1.0, 1.0) and max(dark.get_facecolor()[:3]) < 0.1


def test_without_a_second_good_choice_there_is_nothing_to_compare() -> None:
    analysis = analyse(results(CELLS, WHO[:1]))
    assert not CostPicture(analysis, analysis).applies()
