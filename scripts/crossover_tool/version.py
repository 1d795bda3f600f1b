"""The project's version; the one place that holds it is CMakeLists.txt."""

import re
from functools import cache

from crossover_tool.paths import ROOT

UNKNOWN = "0.0.0"


@cache
def version() -> str:
    """`major.minor.patch` as in project(crossover VERSION ...); UNKNOWN when there is no such
    line."""
    try:
        text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    except OSError:
        return UNKNOWN
    found = re.search(r"project\s*\(\s*crossover\s+VERSION\s+([0-9.]+)", text)
    return found[1] if found else UNKNOWN
