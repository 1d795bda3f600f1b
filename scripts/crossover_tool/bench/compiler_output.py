"""What matters in the output of CMake and of a compiler: how far it is, and the first thing that is
wrong, with its place."""

import re
from collections.abc import Sequence
from pathlib import Path

from crossover_tool.paths import shown

STEP = re.compile(r"^\[\s*(\d+/\d+|\d+%)\]")
ERROR = re.compile(
    r"^(?P<file>[^\s:][^:]*):(?P<line>\d+):(?:\d+:)? (?:fatal )?error: (?P<text>.*)$"
)
NOTES = (
    re.compile(r"note: the required expression '(?P<what>.+?)' is invalid"),
    re.compile(r"note: '(?P<what>.+?)' does not satisfy return-type-requirement"),
    re.compile(r"note: because '(?P<what>.+?)' (?:would be invalid|is not)"),
    re.compile(r"note: the required type '(?P<what>.+?)' is invalid"),
)
GENERATED = "own_workload.cpp"


def progress(line: str) -> str:
    """`12/60` or `20%` where a line of the build tool counts its steps, else ""."""
    found = STEP.match(line)
    return found[1] if found else ""


def refusal(lines: Sequence[str]) -> str:
    """What the project's own CMake files refuse, in one line; "" when nothing of theirs is in
    `lines`."""
    for number, line in enumerate(lines):
        if line.startswith("CMake Error at cmake/workload.cmake"):
            text = []
            for more in lines[number + 1 :]:
                if more.startswith("Call Stack"):
                    break
                text.append(more.strip())
            return " ".join(filter(None, text))
    return ""


def trouble(lines: Sequence[str], file: Path) -> str:
    """The first error as `file:line: what`, one in `file` before all others; "" when the compiler
    reported none.

    Where the class lacks something that a workload needs, that is named.
    """
    quoted = [line.replace("\u2018", "'").replace("\u2019", "'") for line in lines]
    found = [match for match in map(ERROR.match, quoted) if match]
    if not found:
        return ""
    own = [match for match in found if Path(match["file"]).resolve() == file]
    first = (own or found)[0]
    if Path(first["file"]).name == GENERATED:
        incomplete = f"{file.name.split('.')[0]} is no workload yet"
        return f"{shown(file)}: {incomplete if incomplete in first['text'] else first['text']}{_lacking(quoted)}"
    return f"{shown(Path(first['file']))}:{first['line']}: {first['text']}"


def _lacking(lines: Sequence[str]) -> str:
    for line in lines:
        for note in NOTES:
            found = note.search(line)
            if found:
                return f": `{found['what']}` is missing or of another type (workloads/workload.hpp says what it must be)"
    return ""
