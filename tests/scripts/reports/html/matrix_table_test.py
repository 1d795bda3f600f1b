"""The matrix on the page: what its fields and its foot say, told apart without colours."""

import math
import re

import pytest
from crossover_tool.analysis.guarantee import Guarantee, Sufficient
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.reports.html.matrix_table import (
    decision_text,
    ends_text,
    guarantee_text,
    matrix_table,
    set_text,
    share_text,
)
from crossover_tool.stats.regret import Class, Regret
from made_answer import answered


@pytest.fixture(scope="module")
def found() -> Matrix:
    return matrix(answered())


def test_an_interval_may_have_no_end() -> None:
    one = Regret("gather", "gather/asio", 1.02, 1.0, math.inf, Class.OPEN)
    assert ends_text(one) == "1.00x to any"


def test_a_share_is_a_whole_percentage() -> None:
    assert [share_text(one) for one in (None, 0.0, 0.125, 0.999)] == ["", "0 %", "13 %", "100 %"]


def test_a_set_says_how_far_it_carries() -> None:
    assert set_text(Sufficient(("gather",), 3, 4, 2.5, "hashes")) == (
        "gather for everything: good enough at 3 of 4 questions; at worst it takes 2.50x the "
        "best's time (hashes)"
    )
    assert set_text(Sufficient(("a", "b"), 4, 4, 1.0, "")) == (
        "one of a and b: good enough at 4 of 4 questions"
    )
    assert set_text(Sufficient(("a",), 1, 2, math.inf, "odd")).endswith("; no figure at odd")


def test_a_guarantee_says_where_there_is_none() -> None:
    assert guarantee_text(Guarantee("a", 2, 3, 4.0, 5.0, "x")) == "2 of 3; up to 4.00x"
    assert guarantee_text(Guarantee("a", 2, 3, 4.0, 5.0, "x", ("y",))).endswith("; no figure at 1")


def test_every_question_is_a_row_with_what_to_take(found: Matrix) -> None:
    told = matrix_table(found)
    body = re.search("<tbody>(.*)</tbody>", told, re.DOTALL)
    assert body and body[1].count("<tr") == len(found.rows)
    blocking = next(row for row in found.rows if row.title == "calls that only block")
    assert decision_text(blocking) == "thread_pool"
