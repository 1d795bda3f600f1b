"""The matrix as a table: what a reader cannot know is written beside it."""

from dataclasses import replace
from functools import reduce

import pytest
from crossover_tool.analysis.matrix_fold import FoldedRow, by_family, first, unfolded
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.views.answer_table import key, table
from crossover_tool.views.view import Table
from made_answer import answered
from shown import report_text


@pytest.fixture(scope="module")
def found() -> Matrix:
    return matrix(answered())


def rows_of(one: Table) -> dict[str, dict[str, str]]:
    """A row's fields by heading."""
    joints = (("-\n", ""), ("_\n", "_"), ("\n", " "))
    heads = [reduce(lambda word, by: word.replace(*by), joints, c.heading) for c in one.columns]
    return {row[0]: dict(zip(heads, row)) for row in one.rows}


def test_a_row_of_several_questions_says_that_it_shows_the_worst(found: Matrix) -> None:
    shown = rows_of(table(found, by_family(found)))
    assert set(shown) == {
        *("requests (worst of 3)", "computing (worst of 2)"),
        *("calls that only block", "small beside heavy, p99", "at worst"),
    }
    requests = shown["requests (worst of 3)"]
    assert requests["sequential"].startswith("64") and requests["thread_pool"].startswith("2.1")
    assert requests["gather"] == "1.00x!"


def test_a_question_that_a_latency_decides_says_so_and_shares_no_row(found: Matrix) -> None:
    titles = [row.title for row in unfolded(found)]
    assert "small beside heavy, p99" in titles and "50 requests" in titles
    assert "makespan" not in table(found, unfolded(found)).columns[0].heading
    same = tuple(replace(row, cell=replace(row.cell, family="one")) for row in found.rows)
    folded = by_family(replace(found, rows=same))
    assert {row.title for row in folded} == {"one (worst of 6)", "small beside heavy, p99"}
    twice = by_family(replace(found, rows=(*same, *same)))
    assert "one (p99, worst of 2)" in [row.title for row in twice]


def test_what_was_not_asked_has_a_dash_and_the_dash_is_explained(found: Matrix) -> None:
    rows = unfolded(found)
    shown = rows_of(table(found, rows))
    assert shown["hashes"]["gather (cores)"].strip() == "–"
    assert shown["calls that only block"]["gather (cores)"] == "cannot"
    assert shown["200 queries"]["gather"].strip() == "fails"
    assert key(0.05, rows) == "✓ good enough (within 5 %); ? open; – not asked"
    folded = key(0.05, by_family(found))
    assert "! fails or cannot at one" in folded and len(folded) <= 80


def test_only_what_is_shown_is_explained(found: Matrix) -> None:
    rows = [row for row in unfolded(found) if row.title == "50 requests"]
    assert key(0.05, rows) == ("✓ good enough, proven within 5 %; ? open, not proven either way")


def test_a_row_that_counts_what_is_left_out_asks_nothing(found: Matrix) -> None:
    kept = first(unfolded(found), 3)
    assert isinstance(kept[-1], FoldedRow) and kept[-1].title == "5 more: --details"
    last = table(found, kept).rows[2]
    assert last == ("5 more: --details", "", "", "", "")


def test_the_report_explains_the_dash(found: Matrix) -> None:
    text = report_text(answered())
    assert "– not asked" in text and "| small beside heavy, p99 |" in text
