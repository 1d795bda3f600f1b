"""Every contender that is a program keeps every promise of the contract."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

BENCH = Path(os.environ.get("CROSSOVER_BENCH", ""))
FOLDER = BENCH.parent / "contenders"


def programs() -> list[Path]:
    found = sorted(FOLDER.glob("*/*")) if FOLDER.is_dir() else []
    return [path for path in found if path.is_file() and os.access(path, os.X_OK)]


@pytest.mark.parametrize(("program", "language"), [("goroutines", "go"), ("promises", "node")])
def test_programs_of_other_languages_are_there_where_those_are(program: str, language: str) -> None:
    assert (program in {path.stem for path in programs()}) == bool(shutil.which(language))


def test_there_are_programs_in_python() -> None:
    names = {path.stem for path in programs()}
    assert {"asyncio_gather", "cpython_threads", "cpython_processes", "trio_nursery"} <= names


@pytest.mark.parametrize("program", programs(), ids=lambda path: path.name)
def test_a_program_keeps_every_promise(program: Path) -> None:
    ended = subprocess.run(
        [str(BENCH), f"--check-program={program}"],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[-1] == "every promise kept"
    if not any(" on " in line for line in lines):
        pytest.skip(lines[0])
