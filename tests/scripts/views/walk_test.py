"""A view is one file: dropped into the package, it stands in every form of the report."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import frozen
from crossover_tool import views
from crossover_tool.analysis.analyse import analyse
from crossover_tool.reports.report import Report
from crossover_tool.samples.reader import read
from crossover_tool.views.walk import known
from shown import report_text, written

ANOTHER = '''
"""How many tasks there were."""

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.charts.frame import Words
from crossover_tool.charts.panels import Panel, draw_rows
from crossover_tool.units import show
from crossover_tool.views.view import Chart, Column, Table, View


class Counted(View[CellResult]):
    name = "counted"
    of = CellResult
    legend = "- **counted**: by hand."

    def applies(self) -> bool:
        return bool(self.subject.ranked)

    def finding(self) -> str:
        return f"{self.subject.cell.tasks} tasks were counted"

    def charts(self):
        words = Words(self.finding(), self.subject.cell.label, self.caption([self.subject]))
        panel = Panel("makespan", lambda m: m.makespan, show.duration_ns, show.short_duration_ns, 10)
        return [Chart("-counted", words, lambda words: draw_rows(self.subject.ranked, [panel], words))]

    def tables(self):
        return [Table((Column("tasks"),), ((str(self.subject.cell.tasks),),), "Counted")]

    def json(self):
        return {"counted": self.subject.cell.tasks}
'''


@pytest.fixture
def dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package with one more file in it."""
    (tmp_path / "counted.py").write_text(ANOTHER)
    monkeypatch.setattr(views, "__path__", [*views.__path__, str(tmp_path)])
    known.cache_clear()
    yield
    known.cache_clear()


def test_a_new_view_stands_in_every_form(
    dropped: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from crossover_tool.reports.screen import Screen

    analysis = analyse(read(frozen()))
    report = Report(analysis)
    report.print(Screen(), details=True)
    shown = capsys.readouterr().out
    text = report_text(analysis)
    document = report.as_json()["groups"][0]["cells"][1]
    assert "10 tasks were counted" in shown and "Counted" in shown
    assert "**10 tasks were counted.**" in text and "- **counted**: by hand." in text
    assert document["counted"] == 10
    assert document["findings"]["counted"] == "10 tasks were counted"
    assert any(name.endswith("-counted.png") for name in written(analysis, tmp_path / "r"))


def test_two_views_of_a_part_never_write_one_key() -> None:
    for analysis in (analyse(read(frozen())),):
        assert json.dumps(Report(analysis).as_json(), allow_nan=False)


def test_names_are_unique_and_orders_are_total() -> None:
    names = [view.name for view in known()]
    assert len(names) == len(set(names)) > 10
    assert {name for view in known() for name in view.instead_of} <= set(names)
