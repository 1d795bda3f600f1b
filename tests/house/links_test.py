"""Every relative link in a document leads to a file, and to a heading where it names one."""

import re
from collections.abc import Iterator
from pathlib import Path

from tracked import ROOT, tracked

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def anchors(text: str) -> set[str]:
    """What GitHub calls the headings of a document."""
    found = set()
    for heading in HEADING.findall(text):
        plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
        found.add(plain.replace(" ", "-"))
    return found


def dead(path: Path, text: str) -> Iterator[str]:
    """The links of a document that lead nowhere."""
    for link in LINK.findall(CODE.sub("", text)):
        if "://" in link or link.startswith("mailto:"):
            continue
        place, _, anchor = link.partition("#")
        target = path.parent / place if place else path
        if not target.exists():
            yield link
        elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text()):
            yield link


def test_no_link_is_dead() -> None:
    found = [
        f"{name}: {link}"
        for name, path in tracked(".md")
        for link in dead(path, path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A head\n[a](#a-head) [b](#no) [c](page.md#a-head) [d](gone.md) [e](http://x)"
    )
    assert list(dead(page, page.read_text())) == ["#no", "gone.md"]


QUOTED = re.compile(r"`((?:\.ci|[a-z_]+)/[\w./-]+)`")
ROOMS = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"build", "results"}


def gone(text: str) -> Iterator[str]:
    """The files and folders of the tree that a document quotes and that are not there. Words in
    capitals stand for names: `workloads/NAME.hpp`."""
    for name in QUOTED.findall(text):
        if name.split("/")[0] in ROOMS and not re.search(r"[A-Z]{3}", name):
            if not (ROOT / name).exists():
                yield name


def test_every_file_that_is_quoted_is_there() -> None:
    found = [
        f"{name}: {quoted}"
        for name, path in tracked(".md")
        if name != "CHANGELOG.md" and not name.startswith("results/")  # they speak of what was
        for quoted in gone(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_a_quoted_file_that_is_gone_is_found() -> None:
    text = (
        "`tests/house/links_test.py`, `tests/gone.py`, `workloads/NAME.hpp`, `a/b`, `tests/house/`"
    )
    assert list(gone(text)) == ["tests/gone.py"]


def test_every_document_is_on_the_map() -> None:
    map_of_docs = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    missing = [
        path.name
        for path in (ROOT / "docs").glob("*.md")
        if path.name != "README.md" and f"({path.name}" not in map_of_docs
    ]
    assert not missing, f"docs/README.md does not name {missing}"
