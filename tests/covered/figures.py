"""Lines that count and lines that were run, a room each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marked_table import markdown

GOAL_PERCENT = 92.0
CPP_ROOMS = ("base", "workloads", "strategies", "engines", "bench")
PYTHON_ROOM = "scripts"

Lines = dict[str, dict[int, bool]]
"""Of each file, by its path in the tree: the lines with code, and whether any test has run them."""

LEFT_OUT: Mapping[str, str] = {}
"""Files that do not count, each with its reason."""


@dataclass(frozen=True)
class Room:
    """How many lines of a room have code, and how many of them were run."""

    name: str
    lines: int
    run: int

    @property
    def percent(self) -> float:
        """Of its lines; 0 where it has none, for then nobody looked."""
        return 100.0 * self.run / self.lines if self.lines else 0.0

    @property
    def good(self) -> bool:
        """Whether it reaches the goal."""
        return self.percent >= GOAL_PERCENT


def room(name: str, seen: Lines) -> Room:
    """The figure of one room."""
    mine = [
        one for file, one in seen.items() if file.startswith(f"{name}/") and file not in LEFT_OUT
    ]
    return Room(name, sum(map(len, mine)), sum(sum(one.values()) for one in mine))


def merge(into: Lines, more: Lines) -> None:
    """Adds what another part of the tests has seen: a line was run where any has run it."""
    for file, lines in more.items():
        known = into.setdefault(file, {})
        for number, was_run in lines.items():
            known[number] = known.get(number, False) or was_run


def missing(seen: Lines) -> dict[str, str]:
    """Of each file with such lines: those that nobody ran, as `3, 7-9`, most of them first."""
    found = {
        file: [number for number, was_run in sorted(lines.items()) if not was_run]
        for file, lines in seen.items()
    }
    order = sorted((file for file in found if found[file]), key=lambda file: -len(found[file]))
    return {file: spans(found[file]) for file in order}


def spans(numbers: list[int]) -> str:
    """Rising numbers, those that follow one another as one span."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in parts)


def table(rooms: list[Room], skipped: Mapping[str, str]) -> list[str]:
    """A line a room."""
    lines = [f"{'room':<12} {'lines':>7} {'run':>7} {'share':>7}"]
    for one in rooms:
        verdict = "" if one.good else f"  below {GOAL_PERCENT:g} %"
        lines.append(f"{one.name:<12} {one.lines:>7,} {one.run:>7,} {one.percent:>5.1f} %{verdict}")
    lines += [f"{file}: left out: {why}" for file, why in LEFT_OUT.items()]
    return lines + [f"{name}: skipped: {why}" for name, why in skipped.items()]


def document(rooms: list[Room], seen: Lines) -> dict[str, Any]:
    """The figures, and the lines that nobody ran, as --json has them."""
    figures = {one.name: {"lines": one.lines, "run": one.run} for one in rooms}
    return {"rooms": figures, "left_out": dict(LEFT_OUT), "missing": missing(seen)}


def body(documents: Sequence[dict[str, Any]]) -> str:
    """The table for a page; of a room that was counted twice the later figure."""
    rooms = {name: one for found in documents for name, one in found["rooms"].items()}
    made = [Room(name, one["lines"], one["run"]) for name, one in rooms.items()]
    return markdown(
        ("room", "lines", "run by a test", "share"),
        ((f"`{one.name}/`", one.lines, one.run, f"{one.percent:.1f} %") for one in made),
    )
