"""Standard streams that cannot be written cost neither samples nor exit codes."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import FAKE, command_line, environment, frozen, lines_of

RUN = ("run", "--bench", FAKE, "--blocks", "3", "--no-retry", "--no-report", "--out", "o")
CELL = ("--workload", "timer", "--tasks", "4", "--contender", "sequential/std")


def shell(line: str, folder: Path, **extra: str) -> "subprocess.CompletedProcess[str]":
    """Runs a line of bash, in which $CROSSOVER is the command; a pipeline's code is that of its
    first command."""
    command = " ".join(f"'{word}'" for word in command_line())
    text = f'set -o pipefail; crossover() {{ {command} "$@"; }}; {line}; exit ${{PIPESTATUS[0]}}'
    return subprocess.run(
        ["bash", "-c", text],
        capture_output=True,
        text=True,
        errors="replace",
        cwd=folder,
        env=environment(**extra),
        timeout=60,
    )


def run_line(redirection: str) -> str:
    return " ".join(["crossover", *map(str, RUN), *CELL, redirection])


@pytest.mark.parametrize(
    "redirection",
    ["2>/dev/full", "2>&1 | head -2", "| true", ">&- 2>&-", "2>&-", "<&- >&- 2>&-", ">/dev/null"],
)
def test_a_run_goes_to_its_end_whoever_listens(tmp_path: Path, redirection: str) -> None:
    result = shell(run_line(redirection), tmp_path)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    lines = lines_of(tmp_path / "o" / "samples.jsonl")
    assert lines[-1]["kind"] == "end" and lines[-1]["status"] == "complete"


@pytest.mark.parametrize("reader", ["true", "head -1", "grep -q x"])
def test_a_failure_keeps_its_code_into_a_closed_pipe(tmp_path: Path, reader: str) -> None:
    result = shell(f"crossover list --bench /nowhere/bench 2>&1 | {reader}", tmp_path)
    assert result.returncode == 6


def test_a_full_disk_behind_standard_output_is_said(tmp_path: Path) -> None:
    result = shell(run_line(">/dev/full"), tmp_path)
    assert result.returncode == 4
    assert result.stderr.endswith("error: standard output: No space left on device\n")
    assert lines_of(tmp_path / "o" / "samples.jsonl")[-1]["status"] == "complete"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_letter_that_the_encoding_lacks_is_an_escape(tmp_path: Path, encoding: str) -> None:
    result = shell(f"crossover report '{frozen()}' --out r", tmp_path, PYTHONIOENCODING=encoding)
    assert result.returncode == 0, result.stderr
    assert "internal error" not in result.stderr


def test_a_foreign_byte_in_an_argument_is_no_internal_error(tmp_path: Path) -> None:
    command = [os.fsencode(word) for word in command_line("run", "--workload")] + [b"a\xff["]
    command += [b"--bench", os.fsencode(FAKE)]
    result = subprocess.run(command, capture_output=True, env=environment(), cwd=tmp_path)
    assert result.returncode == 2
    assert b"internal error" not in result.stderr and b"[" in result.stderr
