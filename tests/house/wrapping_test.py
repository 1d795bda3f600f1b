"""Prose in Markdown is wrapped at 100 columns; tables, links, headings and code may be longer."""

import re
from collections.abc import Iterator

import pytest
from tracked import tracked

COLUMNS = 100
FENCE = re.compile(r"\s*(```|~~~)")
EXCEPTED = re.compile(r"\s*(\||#{1,6} |!?\[|<!--|\[[^]]+\]:)")
LONG_WORD = re.compile(r"\S{60,}")
GENERATED = ("results/",)
"""Reports are written by the tool; splice marks hold what it wrote."""


def too_long(text: str) -> Iterator[int]:
    """The numbers of the lines of prose that go beyond the last column."""
    fenced = spliced = False
    for number, line in enumerate(text.splitlines(), start=1):
        if FENCE.match(line):
            fenced = not fenced
        if line.startswith("<!-- results:"):
            spliced = True
        if line.startswith("<!-- /results:"):
            spliced = False
        prose = not (fenced or spliced or line.startswith("    ") or EXCEPTED.match(line))
        if prose and len(line) > COLUMNS and not LONG_WORD.search(line):
            yield number


def test_prose_is_wrapped() -> None:
    found = [
        f"{name}:{number}"
        for name, path in tracked(".md")
        if not name.startswith(GENERATED)
        for number in too_long(path.read_text(encoding="utf-8"))
    ]
    assert not found, f"wrap these at {COLUMNS} columns: " + ", ".join(found)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("word " * 25, [1]),
        ("word " * 19, []),
        ("| " + "cell | " * 30, []),
        ("```\n" + "code " * 30 + "\n```\n" + "word " * 30, [4]),
        ("    " + "code " * 30, []),
        ("- " + "word " * 30, [1]),
    ],
)
def test_what_counts_as_prose(text: str, lines: list[int]) -> None:
    assert list(too_long(text)) == lines
