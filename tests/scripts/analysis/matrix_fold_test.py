"""Many questions in few rows, each at its worst."""

from dataclasses import replace

import pytest
from crossover_tool.analysis.answer_words import cannot_run
from crossover_tool.analysis.field_words import Silence
from crossover_tool.analysis.matrix_fold import FoldedField, FoldedRow, by_family, first, unfolded
from crossover_tool.analysis.regret_matrix import Field, Matrix, matrix
from crossover_tool.stats.regret import Class
from crossover_tool.views.answer_table import table
from made_answer import SPANS, answered


@pytest.fixture(scope="module")
def found() -> Matrix:
    return matrix(answered())


def field(found: Matrix, row: FoldedRow, choice: str) -> FoldedField:
    return row.fields[found.choices.index(choice)]


def test_a_family_is_a_row_at_its_worst(found: Matrix) -> None:
    rows = {row.title: row for row in by_family(found)}
    requests = rows["requests (worst of 3)"]
    assert len(requests.questions) == 3
    pool = field(found, requests, "thread_pool")
    assert pool.proven is Class.BEHIND and not pool.missing
    assert pool.worst == pytest.approx(2.2, rel=0.01)


def test_a_failure_at_one_question_is_not_forgotten(found: Matrix) -> None:
    requests = next(row for row in by_family(found) if row.title.startswith("requests"))
    gather = field(found, requests, "gather")
    assert (gather.proven, gather.silence) == (Class.GOOD, Silence.FAILS)


def test_who_cannot_run_has_not_failed_and_who_was_not_asked_is_neither(found: Matrix) -> None:
    rows = {row.title: row for row in by_family(found)}
    cannot = field(found, rows["calls that only block"], "gather")
    assert (cannot.worst, cannot.silence, cannot.asked) == (None, Silence.CANNOT, True)
    assert not field(found, rows["computing (worst of 2)"], "gather on all cores").asked


def test_whose_requests_were_late_is_open_and_has_not_failed(found: Matrix) -> None:
    """Nothing is known there, so nothing is good enough everywhere."""
    rows = [row for row in found.rows if row.title in ("50 requests", "900 requests")]
    one = rows[0]
    late = Field("gather", None, "its generator was late", status="late")
    unknown = replace(one, fields={**one.fields, "gather": late})
    folded = by_family(replace(found, rows=(unknown, rows[1])))
    gather = field(found, folded[0], "gather")
    assert (gather.proven, gather.silence, gather.missing) == (Class.OPEN, Silence.LATE, False)
    shown = table(replace(found, rows=(unknown,)), unfolded(replace(found, rows=(unknown,))))
    assert shown.rows[0][1 + found.choices.index("gather")].strip() == "late"
    (told,) = cannot_run(replace(found, rows=(unknown,)))
    assert told == f"gather got its requests too late at: {one.title}"


def test_unfolded_every_question_has_its_row(found: Matrix) -> None:
    assert len(unfolded(found)) == len(SPANS)


def test_what_is_left_out_is_counted(found: Matrix) -> None:
    *kept, last = first(unfolded(found), 3)
    assert [row.title for row in kept] == [row.title for row in unfolded(found)[:2]]
    assert last.title == "5 more: --details"
