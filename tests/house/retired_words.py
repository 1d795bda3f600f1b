"""Words that the project no longer uses, and what it says instead.

To retire a word, add a line to RETIRED. A pattern stands for a whole word; case does not matter, and
an underscore ends a word as a blank does (`weather` is found in `block_weather`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True)
class Retired:
    """A pattern, what to say instead, and texts around it that are something else."""

    pattern: str
    instead: str
    but: tuple[str, ...] = ()


RETIRED = (
    Retired(r"ceilings?", "ideal"),
    Retired(r"weathers?", "interference"),
    Retired(r"twins?", "A/A control"),
    Retired(r"obituar(?:y|ies)", "death notice"),
    Retired(r"serial_?lanes?", "strand"),
    Retired(r"silence_?watch(?:es)?", "stall watchdog"),
    Retired(r"fates?", "outcome"),
    Retired(r"peers?", "server, or baseline", (r"getpeer\w*", r"connection reset by peer")),
    Retired(r"ring_?seats?", "producer slot, or what it is"),
    Retired(r"index_?draws?", "guided chunks"),
    Retired(r"lineups?", "entrants"),
    Retired(r"widened?", "what it is: raised, extended"),
    Retired(
        r"models?",
        "strategy",
        (
            r"each of these models",  # the first sentences of the README
            r"concurrency models?",
            r"memory models?",
            r"M/M/c models?",
            r"cpu_model",
            r"model name",
            r"linear models?",
            r"models?/",  # tests/models: the protocols as checked by a model checker
            r"model[- ]check\w*",
            r'"Model"',
        ),
    ),
)

ALLOWED = (
    # What a former version wrote is read under its own words.
    "CHANGELOG.md",
    "results/",
    "scripts/crossover_tool/samples/migrat",
    "scripts/schema/migrat",
    "tests/scripts/samples/migrat",
    "tests/scripts/data/",
    "tests/scripts/samples/data/",
    # This list, and its test.
    "tests/house/retired_words",
    # A model in the statistician's sense, and what the tests hold an implementation against.
    "scripts/crossover_tool/stats/usl.py",
    "tests/scripts/stats/usl_test.py",
    "tests/models/",
    "tests/strategies/coro/semaphore_model_test.cpp",
)


@dataclass(frozen=True)
class Found:
    """A retired word in a line of a file."""

    place: str
    line: int
    word: str
    instead: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: '{self.word}' (say: {self.instead})"


def is_allowed(name: str) -> bool:
    """Whether the file of this name may use any word."""
    return name.startswith(ALLOWED)


def search(name: str, text: str) -> Iterator[Found]:
    """Every retired word in a file's name (line 0) and text."""
    for retired, pattern, but in _COMPILED:
        for number, line in enumerate([PurePath(name).name, *text.splitlines()]):
            covered = [span.span() for span in but.finditer(line)] if but else []
            for found in pattern.finditer(line):
                if not any(start <= found.start() and found.end() <= end for start, end in covered):
                    yield Found(name, number, found[0], retired.instead)


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-zA-Z])(?:{pattern})(?![a-zA-Z])", re.IGNORECASE)


_COMPILED = [
    (
        retired,
        _word(retired.pattern),
        re.compile("|".join(retired.but), re.IGNORECASE) if retired.but else None,
    )
    for retired in RETIRED
]
