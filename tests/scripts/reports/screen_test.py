"""Lines on a terminal or in a pipe, whatever letters they hold."""

import pytest
from crossover_tool.reports.screen import PLAIN_WIDTH, Screen
from crossover_tool.views.view import Column, Table


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("COLUMNS", "30")
    return Screen()


@pytest.mark.parametrize(
    ("told", "width"), [("80", 80), ("0", PLAIN_WIDTH), ("wide", PLAIN_WIDTH), ("", PLAIN_WIDTH)]
)
def test_a_pipe_is_as_wide_as_it_is_told(
    monkeypatch: pytest.MonkeyPatch, told: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", told)
    assert Screen().width == width


def test_no_text_is_taken_for_markup_or_obeyed(
    narrow: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow.line("[red]a[/red] :smile: \x1b[31m")
    assert capsys.readouterr().out == "[red]a[/red] :smile: \\x1b[31m\n"


def test_prose_is_wrapped_between_words_and_a_line_is_not(
    narrow: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow.prose("word " * 12)
    assert all(len(line) <= 30 for line in capsys.readouterr().out.splitlines())
    narrow.line("word " * 12)
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_what_hangs_stands_under_its_text(
    narrow: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow.hanging("- ", "word " * 12)
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("- word") and all(line.startswith("  word") for line in rest)


def test_a_heading_is_part_of_its_text(narrow: Screen, capsys: pytest.CaptureFixture[str]) -> None:
    narrow.headed("tcp", "gather wins")
    assert capsys.readouterr().out == "tcp: gather wins\n"


def test_a_table_stands_under_its_title(narrow: Screen, capsys: pytest.CaptureFixture[str]) -> None:
    narrow.table(Table((Column("who", right=False), Column("ms")), (("a\nb", "1"),), "cell"))
    assert capsys.readouterr().out.splitlines() == ["cell", "who   ms", "────────", "a\\nb   1"]
