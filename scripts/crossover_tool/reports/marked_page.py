"""A Markdown page with places for what a command writes, between marks: `<!-- KIND:NAME -->` to
`<!-- /KIND:NAME -->`."""

import re
from collections.abc import Callable
from pathlib import Path

from crossover_tool.atomic import write_result
from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.readable import wrapped

COLUMNS = 100


def filled(sentence: str, indent: str = "") -> str:
    """A sentence on lines of a page's width, those after the first with an indent."""
    return "\n".join(wrapped(sentence, COLUMNS, subsequent_indent=indent))


def renew(into: Path, change: Callable[[str], str]) -> None:
    """Writes a page as `change` makes it of what stands in it. ResultsError when it cannot be read
    or written."""
    try:
        text = into.read_text(encoding="utf-8")
    except OSError as error:
        raise ResultsError(f"cannot read {shown(into)}: {error.strerror}") from error
    write_result(into, change(text))


def replaced(text: str, mark: str, body: str, lacks: str, into: Path) -> str:
    """`text`, of the file `into`, with `body` between the marks of `mark` (`article:gather`).
    ResultsError without them, which `lacks` names: `no place for results`."""
    opening, closing = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    pattern = re.compile(f"{re.escape(opening)}.*?{re.escape(closing)}", re.DOTALL)
    if not pattern.search(text):
        raise ResultsError(
            f"{shown(into)} has {lacks}: write {opening} and {closing} where they belong"
        )
    return pattern.sub(lambda _: f"{opening}\n{body}\n{closing}", text, count=1)
