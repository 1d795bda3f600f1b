"""The witness's table in a page."""

from pathlib import Path

import pytest
from crossover_tool.errors import ResultsError
from crossover_tool.witness.expected import Seen
from crossover_tool.witness.row import Row
from crossover_tool.witness.witness_page import HEADINGS, markdown, sentences, splice


def row(generator: str, load: str, share: float, seen: Seen) -> Row:
    return Row(generator, load, share, seen, seen, seen)


CALM = Seen(100.0, 10.0, 12.0)
ROWS = [
    row("wrk", "1 connection", 0.25, CALM),
    row("wrk", "16 connections", 1.0, Seen(400.0, 40.0, 41.0)),
    row("crossover", "100/s", 0.25, Seen(100.0, 10.0, 14.0)),
    row("crossover", "380/s", 0.95, Seen(380.0, 30.0, 90.0)),
    row("crossover", "480/s", 1.2, Seen(400.0)),
]


def test_it_is_said_where_both_agree_and_where_they_must_not() -> None:
    calm, full = sentences(ROWS)
    assert calm == "Up to half of the capacity both see a p99 of 12.0 to 14.0 ms."
    assert "16 connections get 400 answers a second" in full and full.endswith("90.0 ms.")
    assert sentences(ROWS[:1]) == []


def test_every_line_has_every_column() -> None:
    lines = markdown(ROWS, "thread_pool/std").splitlines()[: len(ROWS) + 2]
    assert {line.count("|") for line in lines} == {len(HEADINGS) + 1}
    assert lines[-1].count("saturated") == 5  # neither p50, p99 nor what the service saw


def test_a_page_without_a_place_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n")
    with pytest.raises(ResultsError, match="no place for the witness"):
        splice(ROWS, "thread_pool/std", page)
    assert page.read_text() == "nothing\n"
    page.write_text("<!-- witness:table --><!-- /witness:table -->\n")
    splice(ROWS, "thread_pool/std", page)
    assert "| wrk | 1 connection | 100.0 |" in page.read_text()
    with pytest.raises(ResultsError, match="cannot read"):
        splice(ROWS, "thread_pool/std", tmp_path / "none.md")
