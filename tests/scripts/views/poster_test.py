"""The poster: one page, whatever the number of questions, and the same bytes in every form."""

from pathlib import Path

import pytest
from conftest import frozen
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.charts import style
from crossover_tool.charts.save import save
from crossover_tool.reports.markdown import picture
from crossover_tool.samples.reader import read
from crossover_tool.views.poster import MOST_ROWS, PosterOfRun
from made_results import cell, results

WHO = ("sequential/std", "gather/asio", "thread_pool/tbb")


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(read(frozen()))


def test_it_is_a_page_in_three_forms_and_linked(analysis: Analysis, tmp_path: Path) -> None:
    (chart,) = PosterOfRun(analysis, analysis).charts()
    assert chart.page and chart.dark
    with style.settings():
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            save(chart.draw(chart.words), tmp_path / name, "poster", pdf=chart.page)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == ["poster.pdf", "poster.png", "poster.svg"]
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert (tmp_path / "a" / "poster.pdf").read_bytes().count(b"/Type /Page\n") <= 1
    assert picture("charts/poster", chart).startswith("[The answer on one page](charts/poster.pdf)")


def test_many_questions_share_rows_by_their_kind() -> None:
    cells = [cell("tcp", n, 16, wait_us=5000) for n in range(10, 10 + MOST_ROWS)]
    analysis = analyse(results([*cells, cell("sha256", 200, 2, cpu_us=1000)], WHO))
    (chart,) = PosterOfRun(analysis, analysis).charts()
    assert "A row of several questions shows the worst" in chart.words.caption[0]
    with style.settings():
        drawn = chart.draw(chart.words)
    said = [text.get_text() for axes in drawn.axes for text in axes.texts]
    assert f"tcp (worst of {MOST_ROWS})" in said
    assert drawn.get_figheight() < 2.0 * drawn.get_figwidth()
