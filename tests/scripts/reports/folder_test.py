"""A report as a folder, and what cannot be written."""

from pathlib import Path

from crossover_tool.analysis.analyse import analyse
from crossover_tool.charts.frame import Words
from crossover_tool.reports.folder import write_report
from crossover_tool.reports.sections import Section, Shown
from crossover_tool.views.view import Chart
from made_results import cell, results

ANALYSIS = analyse(results([cell("timer", 1, 1, wait_us=1000)], ["gather/asio"], blocks=1))
PLAIN = Section("run", "r", {}, ())


def test_a_report_without_charts_is_its_markdown(tmp_path: Path) -> None:
    found = write_report(ANALYSIS, PLAIN, tmp_path / "new")
    assert (found.report, found.page) == (tmp_path / "new" / "report.md", None)
    assert (found.charts, found.problems) == ((), ())
    assert found.report and found.report.read_text().startswith("# crossover: r")


def test_a_folder_that_cannot_be_made_is_told_and_not_raised(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = write_report(ANALYSIS, PLAIN, tmp_path / "file")
    assert found.report is None
    assert found.problems[0].startswith("cannot make the report folder ")


def test_a_chart_that_cannot_be_drawn_costs_no_table(tmp_path: Path) -> None:
    def fail(words: Words) -> None:
        raise OSError(28, "No space left on device")

    chart = Chart("", Words("gather wins", "timer", ()), fail)
    view = Shown("v", "gather wins", (), {"odd": chart}, (), {}, "")
    found = write_report(ANALYSIS, Section("run", "r", {}, (view,)), tmp_path)
    assert found.charts == () and len(found.problems) == 1
    assert found.report and "charts/odd" not in found.report.read_text()
