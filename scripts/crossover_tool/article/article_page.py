"""The article's page: what results say of each statement, between the page's marks."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from crossover_tool.article.language_facts import Facts, NotMeasured
from crossover_tool.article.statements import STATEMENTS, Statement
from crossover_tool.reports.markdown import escaped
from crossover_tool.reports.marked_page import filled, renew, replaced

LANGUAGES = {"python": "Python", "cpp": "C++"}
MADE = "made"
"""The mark for the line that names machine and day."""


def sentences(statement: Statement, facts: Mapping[str, Facts]) -> list[str]:
    """A sentence a language, or why there is none."""
    return [f"{LANGUAGES[language]}: {_said(statement, facts[language])}." for language in facts]


def spliced(text: str, facts: Mapping[str, Facts], made: str, into: Path) -> str:
    """The page `text` with all that results say between its marks: `<!-- article:gather -->` to
    `<!-- /article:gather -->`, and `made` in words. ResultsError for a statement without a
    place."""
    for statement in STATEMENTS:
        said = [filled(f"- {escaped(one)}", "  ") for one in sentences(statement, facts)]
        body = "\n".join([*said, "", "```sh", statement.command, "```"])
        text = _replaced(text, statement.name, body, into)
    return _replaced(text, MADE, filled(escaped(made)), into)


def splice(facts: Mapping[str, Facts], made: str, into: Path) -> None:
    """Renews the page `into`. ResultsError when it cannot be read or written, or lacks a mark."""
    renew(into, lambda text: spliced(text, facts, made, into))


def unknown_marks(text: str) -> Sequence[str]:
    """The marks in a page that belong to no statement: what stands there is never renewed."""
    known = {MADE, *(statement.name for statement in STATEMENTS)}
    return [name for name in re.findall(r"<!-- article:(\w+) -->", text) if name not in known]


def _said(statement: Statement, facts: Facts) -> str:
    try:
        return statement.sentence(facts)
    except NotMeasured as why:
        return f"not measured ({why})"


def _replaced(text: str, name: str, body: str, into: Path) -> str:
    return replaced(text, f"article:{name}", body, f"no place for the statement {name}", into)
