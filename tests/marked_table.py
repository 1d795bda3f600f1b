"""Tables of what a suite that is run by hand has found, spliced into a page between its marks, so
that no figure there is typed by hand."""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from crossover_tool.atomic import replace_text
from crossover_tool.reports.marked_page import replaced


def add_options(parser: argparse.ArgumentParser) -> None:
    """--json, --splice and --from, which the suites share."""
    parser.add_argument("--json", type=Path)
    parser.add_argument("--splice", type=Path, metavar="PAGE")
    parser.add_argument("--from", dest="earlier", type=Path, action="append", metavar="FILE")


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; figures stand as `str` shows them, whole numbers with their commas."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_shown, line)) + " |" for line in lines)


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def splice(page: Path, name: str, body: str) -> None:
    """Puts `body` between `<!-- results:NAME -->` and `<!-- /results:NAME -->`. ResultsError without
    these marks."""
    text = page.read_text(encoding="utf-8")
    replace_text(page, replaced(text, f"results:{name}", body, "no place for a table", page))


Body = Callable[[Sequence[dict[str, Any]]], str]
"""The text for a page, made of what one or more runs have found."""


def splice_earlier(options: argparse.Namespace, name: str, body_of: Body) -> bool:
    """With --from: splices what earlier runs have written; whether that was asked for."""
    if options.earlier:
        found = [json.loads(path.read_text(encoding="utf-8")) for path in options.earlier]
        splice(options.splice, name, body_of(found))
    return bool(options.earlier)


def keep(options: argparse.Namespace, name: str, found: dict[str, Any], body_of: Body) -> None:
    """Writes what was found, and splices it, where that was asked for."""
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if options.splice:
        splice(options.splice, name, body_of([found]))
