"""Fields of the matrix are told apart without colours."""

import pytest
from crossover_tool.analysis.field_words import (
    Silence,
    gravest,
    in_place_of_guarantee,
    marked,
    silence_of,
)
from crossover_tool.stats.regret import Class


@pytest.mark.parametrize(
    ("proven", "text"),
    [(Class.GOOD, "✓ 1.02x"), (Class.OPEN, "1.02x ?"), (Class.BEHIND, "1.02x")],
)
def test_each_class_has_its_sign(proven: Class, text: str) -> None:
    assert marked("1.02x", proven) == text


def test_who_failed_is_not_who_cannot_nor_whose_requests_were_late() -> None:
    told = [silence_of(status).value for status in ("failed", "error", "void", "skipped", "late")]
    assert told == ["fails", "fails", "fails", "cannot", "late"]


def test_of_several_reasons_the_gravest_is_told() -> None:
    assert gravest([Silence.LATE, None, Silence.FAILS, Silence.CANNOT]) is Silence.FAILS
    assert gravest([None]) is None


def test_requests_that_came_too_late_at_some_questions_end_no_guarantee() -> None:
    late, fails = Silence.LATE, Silence.FAILS
    assert in_place_of_guarantee([late, None]) is None
    assert in_place_of_guarantee([late, late]) is late
    assert in_place_of_guarantee([late, fails, None]) is fails
    assert in_place_of_guarantee([None]) is None
