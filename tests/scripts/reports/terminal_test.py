"""What a run ends with: the answer in few lines, or all of it."""

import pytest
from crossover_tool.reports.screen import Screen
from crossover_tool.reports.sections import Section, Shown
from crossover_tool.reports.terminal import print_report
from crossover_tool.views.view import Brief, Column, Table

BRIEF = Brief("ANSWER", lambda width, lines: (), ("take gather",))


def shown(finding: str, brief: Brief | None = None, details: bool = False) -> Shown:
    table = Table((Column("who"),), ((f"table of {finding}",),), details=details)
    return Shown(finding, finding, (f"beside {finding}",), {}, (table,), {}, "", brief)


def printed(report: Section, capsys: pytest.CaptureFixture[str], details: bool = False) -> str:
    print_report(report, Screen(), details)
    return capsys.readouterr().out


CELL = Section("cells", "the cell", {}, (shown("a wins"), shown("b is late", details=True)))


def test_a_run_with_an_answer_ends_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    report = Section("run", "quick", {}, (shown("the whole", BRIEF),), (CELL,))
    brief, whole = printed(report, capsys), printed(report, capsys, details=True)
    assert "take gather" in brief and "a wins" not in brief
    assert "the cell: a wins" in whole and "beside a wins" in whole


def test_where_no_view_has_an_answer_all_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    report = Section("run", "quick", {}, (shown("the whole"),), (CELL,))
    told = printed(report, capsys)
    assert told.index("the cell: a wins") < told.index("quick: the whole")  # the run comes last
    assert "  b is late" in told


def test_tables_of_details_are_left_to_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    told = printed(CELL, capsys)
    assert "table of a wins" in told and "table of b is late" not in told
