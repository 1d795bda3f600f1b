"""The parsers in Python: each property of python_parsers_test.py, tried by hypothesis in slices, a
process each, so that what it remembers of its inputs stays small."""

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
SLICE = 10_000
"""Inputs of one process: some 200 MiB of memory."""


def names() -> list[str]:
    """Of all properties that there are."""
    found = inspect.getmembers(python_parsers_test, inspect.isfunction)
    return sorted(name for name, one in found if getattr(one, "is_hypothesis_test", False))


def fuzz(name: str, runs: int, seed: int, file: Path = FILE) -> Fuzzed:
    """Tries one property on so many inputs. What breaks it stands, made small, in its message."""
    started = time.monotonic()
    inputs = 0
    while inputs < runs:
        code, said = _slice(file, name, min(SLICE, runs - inputs), seed)
        passed = sum(int(one) for one in re.findall(r"(\d+) passing examples", said))
        if code != 0 or passed == 0:
            broke = f"{last_error(said)}; --hypothesis-seed={seed}"
            return Fuzzed(name, "python", inputs + passed, time.monotonic() - started, 0, broke)
        inputs += passed
        seed += 1
    return Fuzzed(name, "python", inputs, time.monotonic() - started)


def _slice(file: Path, name: str, inputs: int, seed: int) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{file}::{name}"]
    command += [f"--hypothesis-seed={seed}", "--hypothesis-show-statistics"]
    environment = {**os.environ, "CROSSOVER_FUZZ_INPUTS": str(inputs)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    return done.returncode, done.stdout + done.stderr


def last_error(said: str) -> str:
    """The input that broke it and the error, as hypothesis tells them."""
    told = [line[1:].strip() for line in said.splitlines() if line.startswith("E ")]
    falsifying = [line.strip() for line in said.splitlines() if "Falsifying example" in line]
    return " ".join([*falsifying[:1], *told[:1]]) or "no input was tried"
