"""The same cell in two languages, by factors that are planted."""

from dataclasses import replace

import pytest
from crossover_tool.analysis.languages import Languages, Nature, languages_of, nature_of, ratio
from made_languages import SPANS_MS, two_languages


def found(waits: bool = True, *without: str) -> Languages:
    names = tuple(name for name in SPANS_MS if name not in without)
    made = languages_of(two_languages(waits, names).cells[0])
    assert made
    return made


def overall(made: Languages) -> dict[str, float | None]:
    return {
        one.best.contender.name: one.overall.median if one.overall else None for one in made.all
    }


def test_of_each_strategy_a_language_shows_its_best() -> None:
    cpp = found().facets["cpp"]
    assert [one.best.contender.name for one in cpp] == ["gather/asio", "sequential/std"]
    assert [one.within.median for one in cpp if one.within] == pytest.approx([1.0, 100.0])


def test_only_what_every_language_has_is_compared() -> None:
    assert found().strategies == ("gather", "sequential")


def test_waiting_is_compared_by_its_time() -> None:
    # 40 ms against the best of all, 10 ms
    assert overall(found())["gather/asyncio"] == pytest.approx(4.0)


def test_computing_is_compared_by_what_is_gained_over_the_own_sequential() -> None:
    # 1000 / 10 = 100 times in one language, 2000 / 40 = 50 times in the other
    made = found(waits=False)
    assert made.nature is Nature.COMPUTING
    assert overall(made)["gather/asyncio"] == pytest.approx(2.0)
    assert overall(found(False, "sequential/cpython"))["gather/asyncio"] is None


def test_what_neither_waits_nor_computes_does_nothing() -> None:
    (cell,) = two_languages().cells
    idle = replace(cell.ranked[0], wait_ns=0.0, task_cpu_ns=0.0)
    assert nature_of(replace(cell, ranked=(idle,))) is Nature.NOTHING


def test_mistakes_make_no_second_language() -> None:
    (cell,) = two_languages().cells
    kinds = {"python": "mistake"}
    ranked = tuple(replace(m, kind=kinds.get(m.language, m.kind)) for m in cell.ranked)
    assert languages_of(replace(cell, ranked=ranked)) is None


def test_a_ratio_is_of_the_blocks_that_both_have() -> None:
    shared = ratio({0: 2.0, 1: 6.0, 2: 9.0}, {1: 3.0, 2: 3.0, 5: 1.0})
    assert shared and (shared.median, shared.count) == (2.5, 2)
    assert ratio({0: 1.0}, {1: 1.0}) is None
