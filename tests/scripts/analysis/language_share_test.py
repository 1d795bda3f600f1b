"""Which share of the differences is the language's, worked out by hand."""

import math

import pytest
from crossover_tool.analysis.language_share import language_shares
from crossover_tool.analysis.languages import Languages, Nature, languages_of
from made_languages import SPANS_MS, two_languages


def cell(waits: bool, *without: str) -> Languages:
    names = tuple(name for name in SPANS_MS if name not in without)
    found = languages_of(two_languages(waits, names).cells[0])
    assert found
    return found


def test_language_strategy_and_both_share_the_whole() -> None:
    # ln 10, ln 1000; ln 40, ln 2000: half the sum of differences, squared, is each part
    (found,) = language_shares([cell(True)])
    best, slow, other_best, other_slow = map(math.log, (10.0, 1000.0, 40.0, 2000.0))
    language = (other_best + other_slow - best - slow) ** 2
    strategy = (slow + other_slow - best - other_best) ** 2
    both = (best + other_slow - slow - other_best) ** 2
    whole = language + strategy + both
    parts = (found.language.median, found.strategy.median, found.both.median)
    assert parts == pytest.approx((language / whole, strategy / whole, both / whole))
    assert (found.languages, found.strategies) == (("cpp", "python"), ("gather", "sequential"))


def test_each_nature_has_a_row_of_its_own() -> None:
    found = language_shares([cell(True), cell(False), cell(True)])
    assert [(one.nature, one.cells) for one in found] == [
        (Nature.WAITING, 2),
        (Nature.COMPUTING, 1),
    ]


def test_one_strategy_in_common_tells_nothing() -> None:
    assert language_shares([cell(True, "sequential/cpython")]) == ()
    assert language_shares([]) == ()
