"""What docs/PATTERNS.md shows is what is measured: every header of the coroutine vocabulary is part
of a contender, and the page, the suite and the strategies name the same patterns."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^#include "(strategies/[^"]+)"', re.MULTILINE)
PAGE = (ROOT / "docs" / "PATTERNS.md").read_text(encoding="utf-8")


def included(headers: list[Path]) -> set[Path]:
    """The headers of strategies/ that these include, directly or not; themselves aside."""
    found: set[Path] = set()
    to_read = list(headers)
    while to_read:
        text = to_read.pop().read_text(encoding="utf-8")
        for name in INCLUDE.findall(text):
            if (path := ROOT / name) not in found:
                found.add(path)
                to_read.append(path)
    return found


def patterns() -> set[str]:
    """The strategies that measure a pattern."""
    return {
        path.stem
        for path in (ROOT / "strategies").glob("*.hpp")
        if "is_pattern" not in (text := path.read_text(encoding="utf-8"))
        and "pattern_gather<" in text
    }


def test_every_header_of_the_vocabulary_is_part_of_a_contender() -> None:
    contenders = sorted((ROOT / "strategies").glob("*.hpp"))
    contenders += sorted((ROOT / "engines").rglob("*.hpp"))
    vocabulary = set((ROOT / "strategies" / "coro").glob("*.hpp"))
    assert vocabulary - included(contenders) == set()


def test_the_page_has_a_line_for_every_pattern() -> None:
    rows = set(re.findall(r"^\| \[(\w+)\]\(\.\./strategies/\1\.hpp\) \|", PAGE, re.MULTILINE))
    assert rows == patterns()
    for name in patterns():
        assert f"`{name}` |" in PAGE, f"no pattern is measured by {name}"


def test_the_suite_runs_every_pattern_beside_gather() -> None:
    suite = tomllib.loads((ROOT / "scripts/suites/patterns.toml").read_text(encoding="utf-8"))
    for cell in suite["cells"]:
        strategies = {name.partition("/")[0] for name in cell["contenders"]}
        assert strategies == patterns() | {"gather"}
