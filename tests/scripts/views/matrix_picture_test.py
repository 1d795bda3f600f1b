"""The matrix as a picture: what its title claims, and who is marked at the side."""

import random

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.analysis.matrix_fold import unfolded
from crossover_tool.charts.matrix import shortened, taken
from crossover_tool.reports.markdown import picture
from crossover_tool.views.matrix_picture import MatrixPicture
from made_results import Json, cell, results

CELLS = [cell("tcp", 100, 16, wait_us=5000), cell("sha256", 200, 2, cpu_us=1000)]
NAMES = ("sequential/std", "gather/asio", "thread_pool/tbb")
FASTEST = {"tcp": "gather", "sha256": "thread_pool"}


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    """Two questions: coroutines are best at one, threads at the other."""
    rng = random.Random(3)

    def change(found: Json, block: int) -> Json:
        best = found["strategy"] == FASTEST[found["cell"]["workload"]]
        return {**found, "makespan_ns": [round((1.0 if best else 3.0) * 1e8 * rng.gauss(1, 0.003))]}

    return analyse(results(CELLS, NAMES, change, blocks=12))


def test_the_title_says_what_suffices(analysis: Analysis) -> None:
    view = MatrixPicture(analysis, analysis)
    (chart,) = view.charts()
    assert chart.words.finding == (
        "gather or thread_pool: one of them is within 5 % of the best in 2 of 2 questions; "
        "thread_pool for everything in 1"
    )
    assert chart.dark is not None
    assert [taken(view.matrix, row) for row in unfolded(view.matrix)] == [
        ["gather"],
        ["thread_pool"],
    ]


def test_one_question_has_no_picture() -> None:
    analysis = analyse(results(CELLS[:1], NAMES))
    assert not MatrixPicture(analysis, analysis).applies()


def test_a_reader_on_a_dark_ground_gets_the_dark_one(analysis: Analysis) -> None:
    (chart,) = MatrixPicture(analysis, analysis).charts()
    text = picture("charts/a", chart)
    assert 'srcset="charts/a-dark.png"' in text and 'src="charts/a.png"' in text
    assert "one of them is within 5 % of the best" in text


def test_a_long_question_is_cut_with_a_mark() -> None:
    assert shortened("short") == "short"
    cut = shortened("a" * 30 + "b" * 30)
    assert len(cut) == 40 and cut.startswith("aaa") and "…" in cut and cut.endswith("bbb")
