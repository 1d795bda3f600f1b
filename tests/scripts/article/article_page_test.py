"""The article's page: every statement has a place, what stands there comes from results, and the
page in the tree is that of its results."""

import re
from pathlib import Path

import pytest
from conftest import ROOT
from crossover_tool.article import article_page
from crossover_tool.article.language_facts import Facts, NotMeasured
from crossover_tool.article.observation import NAME, Observations, Observed, read, write
from crossover_tool.article.statements import STATEMENTS
from crossover_tool.cli.article_verb import facts_in
from crossover_tool.errors import ResultsError

PAGE = ROOT / "docs" / "ARTICLE.md"
SEEN = {
    "seen_forgotten": 0.0,
    "seen_gather": 1.0,
    "seen_collected": 100.0,
    "seen_task_group": 100.0,
    "logged_forgotten": 100.0,
}


def observations() -> Observations:
    forgotten = Observed(
        "fire_and_forget", "python", {figure: (value,) * 6 for figure, value in SEEN.items()}
    )
    gather = Observed(
        "gather",
        "python",
        {
            "chain_ms": (1001.0, 1002.0, 1003.0, 1004.0, 1005.0, 1006.0),
            "gathered_ms": (201.0,) * 6,
            "in_place": (5.0,) * 6,
        },
    )
    skipped = Observed("async_tests", "cpp", {}, "the tests are not built")
    return Observations("2026-01-01T00:00:00Z", "a CPU", (forgotten, gather, skipped))


def facts() -> dict[str, Facts]:
    return {language: Facts(language, observations(), None) for language in article_page.LANGUAGES}


def said(name: str) -> list[str]:
    (statement,) = [one for one in STATEMENTS if one.name == name]
    return article_page.sentences(statement, facts())


def test_a_sentence_has_its_figures_and_intervals() -> None:
    assert said("gather")[0] == (
        "Python: five calls of 200 ms take 1.00 s [1.00 s, 1.01 s] when each is awaited in turn, "
        "and 201 ms [201 ms, 201 ms] gathered; 5 of 5 results stand in the order of input, though "
        "they end in the opposite one."
    )
    assert said("fire_and_forget")[0] == (
        "Python: of 100 failures the code that started them sees 0 under a bare `create_task`, 1 "
        "under `gather`, 100 under `gather` that returns exceptions, 100 under a `TaskGroup` (the "
        "loop logs 100 once the tasks are gone)."
    )


def test_what_is_not_there_is_said_with_its_reason() -> None:
    assert said("async_tests")[1] == "C++: not measured (the tests are not built)."
    assert said("gather")[1].startswith("C++: not measured (there is no such experiment")
    assert said("semaphore")[0] == "Python: not measured (nobody was measured on tcp)."


def test_a_figure_that_an_experiment_does_not_tell_is_an_error() -> None:
    with pytest.raises(ResultsError, match="has no nonsense"):
        observations().observed[0].interval("nonsense")
    with pytest.raises(NotMeasured):
        facts()["cpp"].observed("gather")


def test_observations_are_read_as_they_were_written(tmp_path: Path) -> None:
    write(observations(), tmp_path)
    assert read(tmp_path) == observations()
    (tmp_path / NAME).write_text('{"crossover_observations": 99}')
    with pytest.raises(ResultsError, match="holds no observations .*version 99"):
        read(tmp_path)


def test_each_statement_is_renewed_between_its_marks_and_nothing_else_is(tmp_path: Path) -> None:
    marks = "".join(
        f"text\n<!-- article:{name} -->old<!-- /article:{name} -->\n"
        for name in (article_page.MADE, *(one.name for one in STATEMENTS))
    )
    once = article_page.spliced(marks, facts(), "Measured today.", tmp_path / "article_page.md")
    assert "old" not in once and once.count("text\n") == len(STATEMENTS) + 1
    assert "```sh\nscripts/crossover article --only fire_and_forget\n```" in once
    assert (
        article_page.spliced(once, facts(), "Measured today.", tmp_path / "article_page.md") == once
    )
    with pytest.raises(ResultsError, match="has no place for the statement gather"):
        article_page.spliced("nothing", facts(), "", tmp_path / "article_page.md")


def test_the_page_has_a_place_for_every_statement_and_no_other_mark() -> None:
    text = PAGE.read_text(encoding="utf-8")
    article_page.spliced(text, facts(), "", PAGE)
    assert article_page.unknown_marks(text) == []


def test_the_page_is_that_of_its_results() -> None:
    """The results folder that the page names; without one, the page claims no figure."""
    text = PAGE.read_text(encoding="utf-8")
    named = re.search(r"\]\((\.\./results/[^)]+)/\)", text)
    if named is None:
        for statement in STATEMENTS:
            mark = f"<!-- article:{statement.name} --><!-- /article:{statement.name} -->"
            assert (
                mark in text
            ), f"{statement.name} has figures of results that the page does not name"
        return
    facts_there, made = facts_in((PAGE.parent / named.group(1)).resolve())
    assert article_page.spliced(text, facts_there, made, PAGE) == text
