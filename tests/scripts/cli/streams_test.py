"""An exit code is decided before anybody reads, and stays whatever becomes of the output."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import FAKE, command_line, environment, frozen
from made_results import cell, write_results

CELLS = [cell("timer", n, n, "tasks", wait_us=5000) for n in (1, 10, 100, 1000)]


def run(folder: Path, line: str, **extra: str) -> "subprocess.CompletedProcess[bytes]":
    """A line of a shell that fails as the command in it does."""
    crossover = " ".join(command_line())
    line = f"set -o pipefail; {line.replace('CROSSOVER', crossover)}"
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, cwd=folder, env=environment(**extra), timeout=60
    )


@pytest.fixture
def slower(tmp_path: Path) -> Path:
    """Two results, of which the second is slower."""
    for name, span in (("a", 1e6), ("b", 2e6)):
        spans = lambda where, who, block, span=span: span * (1 + 0.001 * block)
        write_results(tmp_path / name, CELLS, ["gather/asio", "sequential/std"], 9, spans)
    return tmp_path


@pytest.mark.parametrize("reader", ["| true", "| head -1", "| cat", "> /dev/null"])
@pytest.mark.parametrize("form", ["terminal", "json", "csv", "markdown"])
def test_a_regression_stays_one_when_nobody_reads(slower: Path, reader: str, form: str) -> None:
    compare = f"CROSSOVER compare a b --fail-on-regression 5% --format {form}"
    found = run(slower, f"{compare} {reader}")
    assert found.returncode == 8
    assert found.stderr.count(b"crossover: regression: ") == 8


@pytest.mark.parametrize("errors", ["2> /dev/full", "2>&-", "2> >(true)"])
def test_errors_that_cannot_be_told_stop_nothing(slower: Path, errors: str) -> None:
    found = run(slower, f"CROSSOVER compare a b --fail-on-regression 5% {errors}")
    assert found.returncode == 8
    assert found.stdout.count(b"slower") >= 8


def test_an_output_that_is_full_is_one_sentence(slower: Path) -> None:
    found = run(slower, "CROSSOVER compare a b > /dev/full")
    errors = [line for line in found.stderr.splitlines() if b": warning: " not in line]
    assert (found.returncode, len(errors)) == (4, 1), found.stderr
    assert b"No space left" in errors[0]


def test_a_closed_output_is_no_traceback(slower: Path) -> None:
    found = run(slower, "CROSSOVER compare a b --fail-on-regression 5% >&-")
    assert found.returncode == 8
    assert b"Traceback" not in found.stderr and b"internal" not in found.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("what", ["report F --out r", "report F --json", f"list --bench {FAKE}"])
def test_no_letter_stops_an_output(tmp_path: Path, encoding: str, what: str) -> None:
    line = f"CROSSOVER {what.replace('F', str(frozen()), 1)}"
    found = run(tmp_path, line, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert found.returncode == 0, found.stderr
    assert found.stdout.decode(encoding)


def test_a_path_that_is_no_text_is_named_as_it_can_be(tmp_path: Path) -> None:
    found = run(tmp_path, "CROSSOVER report $'no\\xffwhere[red]'")
    assert found.returncode == 4
    assert b"no\\xffwhere[red]" in found.stderr
    os.mkdir(os.fsencode(tmp_path) + b"/no\xff")
    assert run(tmp_path, f"CROSSOVER report {frozen()} --out $'no\\xff/r'").returncode == 0
