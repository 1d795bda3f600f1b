"""The rooms in C++: a build that counts lines (gcc's --coverage), its tests, and what gcov reads of
them."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from covered.figures import CPP_ROOMS, Lines, merge

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "coverage"
AT_ONCE = 16
"""Files that one gcov is given: its answer is held in memory."""

ELSEWHERE = "Timing scripts[.] house[.] machines[.] containerfile contenders[.] fuzzed faults covered arrows snippets"
TESTS = ("--exclude-regex", ELSEWHERE.replace(" ", "|"))
"""All but those that run no line of C++, or few that others do not, or judge times: these mean
nothing in such a build."""


def run_tests(jobs: int, log: Path) -> str:
    """Runs them; ctest's closing words. A test that fails here has run its lines all the same."""
    for old in BUILD.rglob("*.gcda"):
        old.unlink()
    command = ["ctest", "--preset", "coverage", "-j", str(jobs), *TESTS]
    with log.open("wb") as out:
        subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    told = [
        line
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        if "tests passed" in line
    ]
    return told[-1] if told else f"no test was run; see {log}"


def lines() -> Lines:
    """What the tests have run. Empty where there are no counts."""
    seen: Lines = {}
    notes = sorted(BUILD.rglob("*.gcda"))
    for first in range(0, len(notes), AT_ONCE):
        command = ["gcov", "--json-format", "--stdout", "-r", "-s", str(ROOT)]
        command += map(str, notes[first : first + AT_ONCE])
        answer = subprocess.run(
            command, cwd=BUILD, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        )
        for document in documents(answer.stdout):
            merge(seen, lines_of(document))
    return seen


def documents(answer: bytes) -> Iterator[dict[str, object]]:
    """gcov's answer, a line of JSON for each file that it was given."""
    for line in answer.splitlines():
        if line.startswith(b"{"):
            yield json.loads(line)


def lines_of(document: dict[str, object]) -> Lines:
    """The lines of our rooms in one of gcov's documents: a line of a template counts once, and was
    run where one of its instances was."""
    seen: Lines = {}
    files, folder = document["files"], document["current_working_directory"]
    assert isinstance(files, list) and isinstance(folder, str)
    for file in files:
        name = os.path.relpath(os.path.join(folder, file["file"]), ROOT)
        if name.split("/")[0] in CPP_ROOMS:
            for line in file["lines"]:
                known = seen.setdefault(name, {})
                number = line["line_number"]
                known[number] = known.get(number, False) or line["count"] > 0
    return seen
