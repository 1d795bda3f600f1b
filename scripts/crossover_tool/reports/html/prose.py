"""Markdown of the views' legends as HTML: lists, bold, code and links' words; nothing else is
markup."""

import re

from crossover_tool.charts.page.elements import Markup, element, joined, text

_MARKS = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
)


def list_of(markdown: str) -> Markup:
    """A Markdown list, whose items may go on in indented lines, as `<ul>`."""
    items: list[str] = []
    for line in markdown.splitlines():
        if line.startswith("- ") or not items:
            items.append(line.removeprefix("- ").strip())
        else:
            items[-1] += f" {line.strip()}"
    return element("ul", *(element("li", _marked(item)) for item in items if item))


def _marked(plain: str) -> Markup:
    found = str(text(plain))
    for pattern, replacement in _MARKS:
        found = pattern.sub(replacement, found)
    return Markup(found)


def sentences(told: list[str]) -> Markup:
    """Sentences as a list; nothing without any."""
    return element("ul", *(element("li", one) for one in told)) if told else joined()
