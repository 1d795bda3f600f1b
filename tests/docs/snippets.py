"""Proves that the examples in docs/*.md are those that the tests compile and run, and that the
tests they name exist.

usage: snippets.py TREE [--renew]

In a document an example stands below a line `<!-- snippet FILE NAME -->`; in FILE it stands between
`// [NAME]` and `// [/NAME]`. Prints each difference and each unknown test, and exits 1 when there
is one; with --renew it writes the examples into the documents.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

QUOTE = re.compile(
    r"<!-- snippet (?P<file>\S+) (?P<name>\S+) -->\n```cpp\n(?P<text>.*?)```\n", re.DOTALL
)
SNIPPET = re.compile(
    r"^// \[(?P<name>[\w-]+)\]\n(?P<text>.*?)^// \[/(?P=name)\]\n", re.DOTALL | re.MULTILINE
)
NAMED_TEST = re.compile(r"`(?P<suite>[A-Z]\w+)\.(?P<test>[A-Z]\w+)`")
DEFINED_TEST = re.compile(
    r"\b(?:COROUTINE_TEST|TYPED_TEST|TEST|TEST_F|TEST_P)\(\s*(\w+),\s*(\w+)\s*\)"
)


def snippets(source: str) -> dict[str, str]:
    """The named examples in a source file."""
    return {found["name"]: found["text"] for found in SNIPPET.finditer(source)}


def renewed(document: str, tree: Path) -> str:
    """The document with every example as it stands in the tree. Raises KeyError for one that is not
    there."""

    def quote(found: re.Match[str]) -> str:
        text = snippets((tree / found["file"]).read_text(encoding="utf-8"))[found["name"]]
        return f"<!-- snippet {found['file']} {found['name']} -->\n```cpp\n{text}```\n"

    return QUOTE.sub(quote, document)


def defined_tests(tree: Path) -> set[tuple[str, str]]:
    """Every test in the tree as (suite, name)."""
    sources = sorted((tree / "tests").rglob("*_test.cpp"))
    return {
        pair for path in sources for pair in DEFINED_TEST.findall(path.read_text(encoding="utf-8"))
    }


def faults(name: str, document: str, tree: Path) -> Iterator[str]:
    """What is wrong with one document, as sentences."""
    known = defined_tests(tree)
    for found in NAMED_TEST.finditer(document):
        if (found["suite"], found["test"]) not in known:
            yield f"{name}: there is no test {found['suite']}.{found['test']}"
    quoted: dict[str, set[str]] = {}
    for found in QUOTE.finditer(document):
        there = snippets((tree / found["file"]).read_text(encoding="utf-8"))
        quoted.setdefault(found["file"], set()).add(found["name"])
        if found["name"] not in there:
            yield f"{name}: {found['file']} has no example [{found['name']}]"
        elif there[found["name"]] != found["text"]:
            yield f"{name}: example [{found['name']}] differs from {found['file']}; renew it with snippets.py --renew"
    for file, names in quoted.items():
        for missing in sorted(snippets((tree / file).read_text(encoding="utf-8")).keys() - names):
            yield f"{name}: example [{missing}] of {file} is not shown"
    if document.count("<!-- snippet ") != sum(1 for _ in QUOTE.finditer(document)):
        yield f"{name}: a snippet mark stands alone; a block ```cpp must follow it at once"


def main(arguments: list[str]) -> int:
    tree = Path(arguments[0])
    wrong: list[str] = []
    for path in sorted((tree / "docs").glob("*.md")):
        document = path.read_text(encoding="utf-8")
        if "--renew" in arguments:
            document = renewed(document, tree)
            path.write_text(document, encoding="utf-8")
        wrong.extend(faults(path.name, document, tree))
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
