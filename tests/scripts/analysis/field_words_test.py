"""Fields of the matrix are told apart without colours."""

import pytest
from crossover_tool.analysis.field_words import marked, silent
from crossover_tool.stats.regret import Class


@pytest.mark.parametrize(
    ("proven", "text"),
    [(Class.GOOD, "✓ 1.02x"), (Class.OPEN, "1.02x ?"), (Class.BEHIND, "1.02x")],
)
def test_each_class_has_its_sign(proven: Class, text: str) -> None:
    assert marked("1.02x", proven) == text


def test_who_failed_is_not_who_cannot() -> None:
    assert (silent(True), silent(False)) == ("fails", "cannot")
