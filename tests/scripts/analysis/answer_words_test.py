"""The answer in sentences: each figure with its question, and nothing left to be guessed."""

from dataclasses import replace

import pytest
from crossover_tool.analysis.answer_words import by_waiting, cannot_run, suffices, unanswered
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.stats.regret import Class, Regret
from made_answer import answered


@pytest.fixture(scope="module")
def found() -> Matrix:
    return matrix(answered())


def group(found: Matrix, name: str) -> str:
    """The sentence of a group of questions."""
    (told,) = (one for one in by_waiting(found) if one.startswith(f"{name} ("))
    return told


def test_what_one_choice_for_everything_costs_is_said(found: Matrix) -> None:
    assert suffices(found) == (
        "7 of 7 questions: one of gather and thread_pool is good enough (within 5 %); "
        "thread_pool for everything: good enough at 5, "
        "elsewhere up to 2.19x the best's time (900 requests)"
    )


def test_the_leader_of_a_group_is_told_at_the_others_too(found: Matrix) -> None:
    """Who leads has a worst of its own; the worst of all is another's, and its question is named."""
    told = group(found, "Waiting")
    assert "(5 questions): thread_pool is good enough at 3, elsewhere up to 2.1" in told
    assert "x the best's time (900 requests); at worst sequential takes 6" in told
    assert told.endswith("x (900 requests)")


def test_a_leader_that_is_the_worst_too_is_told_once(found: Matrix) -> None:
    """`X is good enough at 1; X takes up to 2x` leaves the reader to guess."""
    rows = tuple(row for row in found.rows if row.title in ("50 requests", "200 queries"))
    kept = {"gather on all cores", "gather", "thread_pool"}
    fewer = tuple(
        replace(row, fields={c: one for c, one in row.fields.items() if c in kept}) for row in rows
    )
    told = group(replace(found, rows=fewer[:1]), "Waiting")
    assert told.count("gather on all cores") == 1 and "elsewhere" not in told
    alone = tuple(
        replace(row, fields={c: one for c, one in row.fields.items() if c == "thread_pool"})
        for row in rows
    )
    told = group(replace(found, rows=alone), "Waiting")
    assert told.count("thread_pool") == 1 and "at worst" not in told
    assert ", elsewhere up to 1.2" in told and told.endswith("(50 requests)")


@pytest.mark.parametrize(
    ("high", "says"), [(1.09, "at most 1.09x"), (2e9, "without a useful bound")]
)
def test_a_bound_that_tells_nothing_is_not_told(found: Matrix, high: float, says: str) -> None:
    rows = tuple(
        replace(row, fields={"gather": replace(row.fields["gather"], regret=regret)})
        for row in found.rows
        if row.title == "50 requests"
        for regret in [Regret("gather", "gather/asio", 1.02, 1.0, high, Class.OPEN)]
    )
    assert group(replace(found, rows=rows), "Waiting").endswith(f"nearest is gather, {says}")


def test_who_is_open_beside_the_best_is_not_said_to_cost_more(found: Matrix) -> None:
    proven = {"50 requests": Class.GOOD, "900 requests": Class.OPEN}
    rows = tuple(
        replace(row, fields={"gather": replace(row.fields["gather"], regret=regret)})
        for row in found.rows
        if row.title in proven
        for regret in [Regret("gather", "gather/asio", 1.002, 1.0, 1.2, proven[row.title])]
    )
    assert group(replace(found, rows=rows), "Waiting").endswith("good enough at 1, open at 1")


def test_leaders_of_different_questions_are_counted_each(found: Matrix) -> None:
    rows = tuple(row for row in found.rows if row.title in ("50 requests", "200 queries"))
    told = group(replace(found, rows=rows), "Waiting")
    assert told.startswith(
        "Waiting (2 questions): gather and thread_pool are each good enough at 1"
    )


def test_a_leader_that_has_no_figure_somewhere_is_told_where_it_runs(found: Matrix) -> None:
    rows = tuple(
        replace(row, fields={c: row.fields[c] for c in ("sequential", "gather")})
        for row in found.rows
        if row.title in ("50 requests", "200 queries", "small beside heavy, p99")
    )
    told = group(replace(found, rows=rows), "Waiting")
    assert "gather is good enough at 1, elsewhere up to 2.9" in told
    assert "(small beside heavy, p99) where it runs" in told


def test_who_fails_is_told_apart_from_who_cannot_run(found: Matrix) -> None:
    assert list(cannot_run(found)) == [
        "gather and gather on all cores fail at: 200 queries",
        "gather and gather on all cores cannot run at: calls that only block",
    ]


def test_of_many_places_two_are_named_and_the_others_counted(found: Matrix) -> None:
    failing = next(row for row in found.rows if row.title == "200 queries")
    rows = tuple(replace(failing, title=f"question {n}") for n in range(5))
    (told,) = cannot_run(replace(found, rows=rows))
    assert told.endswith("fail at: question 0; question 1; and 3 more")


def test_where_everyone_refuses_requests_nobody_is_said_to_be_chosen(found: Matrix) -> None:
    cell = answered().cells[0]
    refusing = replace(cell, ranked=[replace(one, answers=False) for one in cell.ranked])
    (told,) = unanswered(replace(found, rows=()), [refusing])
    assert told.endswith(
        "nobody is chosen: everyone leaves more than 1 request in 1,000 without an answer"
    )
    assert not list(unanswered(replace(found, rows=()), [cell]))
    assert not list(unanswered(found, [refusing]))
