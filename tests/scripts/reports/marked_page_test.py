"""What a command writes into a page, between marks."""

from pathlib import Path

import pytest
from crossover_tool.errors import ResultsError
from crossover_tool.reports.marked_page import COLUMNS, filled, replaced

PAGE = "a\n<!-- x:one -->\nold\nold\n<!-- /x:one -->\nb\n<!-- x:two --><!-- /x:two -->\n"


def put(body: str, mark: str = "x:one", text: str = PAGE) -> str:
    return replaced(text, mark, body, "no place for it", Path("page.md"))


def test_only_what_is_between_the_marks_is_replaced() -> None:
    once = put("new")
    assert once == PAGE.replace("old\nold", "new")
    assert put("new", text=once) == once
    assert "<!-- x:two -->\n2\n<!-- /x:two -->" in put("2", "x:two")


def test_what_is_written_is_no_pattern() -> None:
    assert r"\1 \g<0> $x" in put(r"\1 \g<0> $x")


def test_a_page_without_the_marks_says_what_it_lacks() -> None:
    with pytest.raises(ResultsError, match="page.md has no place for it: write <!-- x:three -->"):
        put("new", "x:three")
    with pytest.raises(ResultsError):
        put("new", text="<!-- x:one --> and no end")


def test_a_sentence_fills_lines_and_cuts_no_word() -> None:
    lines = filled("word " * 40 + "x" * 120, "  ").splitlines()
    assert all(len(line) <= COLUMNS for line in lines[:-1])
    assert lines[1].startswith("  word") and lines[-1] == "  " + "x" * 120
