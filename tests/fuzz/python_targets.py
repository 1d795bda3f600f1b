"""The parsers in Python: each property of python_parsers_test.py, tried in slices, a process each."""

import inspect
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from fuzz import python_parsers_test
from fuzz.fuzzed import Fuzzed

FILE = Path(python_parsers_test.__file__)
TESTS = FILE.parents[1]
SLICE = 100_000
"""Inputs of one process."""
LONGEST_S = 3600.0
"""For a slice, on a busy machine: minutes are usual."""


def names() -> list[str]:
    """Of all properties that there are."""
    found = inspect.getmembers(python_parsers_test, inspect.isfunction)
    return sorted(name for name, one in found if getattr(one, "is_hypothesis_test", False))


def fuzz(name: str, runs: int, seed: int, file: Path = FILE) -> Fuzzed:
    """Tries one property on so many inputs. What breaks it stands, made small, in its message."""
    started = time.monotonic()
    inputs = 0
    peak_mib = 0
    while inputs < runs:
        asked = min(SLICE, runs - inputs)
        code, said = _slice(file, name, asked, seed)
        tried = sum(int(one) for one in re.findall(r"^(\d+) inputs$", said, re.MULTILINE))
        peak_mib = max([peak_mib, *map(int, re.findall(r"^(\d+) MiB$", said, re.MULTILINE))])
        if code != 0 or tried < asked:
            broke = f"{last_error(said, code, tried, asked)}; seed {seed}"
            return Fuzzed(
                name, "python", inputs + tried, time.monotonic() - started, peak_mib, broke
            )
        inputs += tried
        seed += 1
    return Fuzzed(name, "python", inputs, time.monotonic() - started, peak_mib)


def _slice(file: Path, name: str, inputs: int, seed: int) -> tuple[int, str]:
    command = [sys.executable, "-m", "fuzz.python_slice", str(file), name, str(inputs), str(seed)]
    environment = {
        **os.environ,
        "CROSSOVER_FUZZ_INPUTS": str(inputs),
        "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent / "scripts"))),
    }
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=LONGEST_S
        )
    except subprocess.TimeoutExpired:
        return 1, f"TooLong: a slice took longer than {LONGEST_S:.0f} s"
    return done.returncode, done.stdout + done.stderr


def last_error(said: str, code: int, tried: int, asked: int) -> str:
    """The smallest input that broke it, and the error as Python tells it."""
    lines = [line.strip() for line in said.splitlines()]
    broken = [one for one in lines if one.startswith("broken by ")]
    errors = [
        re.match(r"(?:\| *)?([\w.]*(?:Error|Exception|Group|Exit|Flaky\w*|TooLong)\b.*)", one)
        for one in lines
    ]
    told = [one[1] for one in errors if one is not None]
    ended = f"took {tried:,} of {asked:,} inputs, and ended with {code}"
    return "; ".join([*broken[-1:], *told[-1:]]) or ended
