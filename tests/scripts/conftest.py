"""What several tests need: the command as a user runs it, the fake bench, and small results made by
hand."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import quick_command
from hypothesis import settings

# the same examples every time, and no deadline: a busy machine is no defect of the code
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parents[2]
FAKE = Path(__file__).resolve().parent / "fake_crossover_bench"
DATA = Path(__file__).resolve().parent / "data"

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**extra: str) -> dict[str, str]:
    """The environment of a command under test."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("FAKE_BENCH", "CROSSOVER"))
    }
    return {**kept, "PYTHONPATH": str(ROOT / "scripts"), **extra}


def command_line(*arguments: object) -> list[str]:
    """The command with its arguments, as a process of its own."""
    return [sys.executable, quick_command.__file__, *map(str, arguments)]


@pytest.fixture
def crossover(tmp_path: Path) -> Command:
    """Runs the command in a folder of its own; keyword arguments are environment variables.

    In a fork of the tests, on a machine that is calm by decree and with a stand-in whose noise is
    the same each time: one control in twenty would fail by chance. `real_crossover` spares nothing.
    """
    noise = {"FAKE_BENCH_SEED": "1", "FAKE_BENCH_TRACE": str(tmp_path / ".samples_taken")}

    def run(*arguments: object, **extra: str) -> "subprocess.CompletedProcess[str]":
        return quick_command.forked(
            [str(word) for word in arguments], tmp_path, environment(**{**noise, **extra})
        )

    return run


def process(command: list[str], folder: Path, **extra: str) -> "subprocess.CompletedProcess[str]":
    """Runs a command line in a folder; keyword arguments are environment variables."""
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=environment(**extra), timeout=60
    )


@pytest.fixture
def fresh_crossover(tmp_path: Path) -> Command:
    """As `crossover`, in a fresh interpreter: for what is decided when the command is imported."""
    return lambda *arguments, **extra: process(command_line(*arguments), tmp_path, **extra)


@pytest.fixture
def real_crossover(tmp_path: Path) -> Command:
    """The command as a user runs it: a fresh interpreter, and a real look at the machine."""
    command = [sys.executable, "-m", "crossover_tool"]
    return lambda *arguments, **extra: process([*command, *map(str, arguments)], tmp_path, **extra)


def only_error(result: "subprocess.CompletedProcess[str]") -> str:
    """The one line of standard error, which must be an error of ours."""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("crossover: error: ")
    assert "Traceback" not in result.stderr
    return lines[0]


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The records of a results file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def samples_of(path: Path) -> list[dict[str, Any]]:
    """The samples of a results file."""
    return [line for line in lines_of(path) if line["kind"] == "sample"]


def frozen() -> Path:
    """The frozen results: timer swept over tasks and sha256 over workers, four blocks of made-up
    numbers."""
    return DATA / "frozen" / "samples.jsonl"
