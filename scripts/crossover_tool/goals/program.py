"""Baselines: where they are, why one is missing, and one sample from a fresh process."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

from crossover_tool.bench.catalog import Catalog
from crossover_tool.bench.child import run_child
from crossover_tool.bench.fingerprint import hashes
from crossover_tool.cell import Cell
from crossover_tool.errors import MissingError, UsageError
from crossover_tool.names import unknown
from crossover_tool.paths import BENCH, BUILD, shown
from crossover_tool.goals.goal import GoalSuite
from crossover_tool.running.sample import Taken
from crossover_tool.samples.records import Record
from crossover_tool.units import show

TARGET = "baseline_programs"


def folder_of(bench: Path) -> Path:
    """Where the baselines of a bench stand."""
    return bench.absolute().parent / "programs"


def build(bench: Path) -> None:
    """Brings the programs of the project's own build up to date. MissingError when they cannot be
    built."""
    if bench.resolve() != BENCH.resolve():
        return
    command = ["cmake", "--build", str(BUILD), "--target", TARGET]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise MissingError(f"cannot build the baselines: cmake: {error.strerror}") from error
    if ended.returncode != 0:
        raise MissingError(f"the baselines cannot be built: see what '{' '.join(command)}' says")


def missing(folder: Path, catalog: Catalog, name: str) -> str:
    """Why program `name` cannot run: its library was not there when the suite was built. "" when it
    can.

    The part of its name before the first "_" is the engine of the same library. UsageError for an
    unknown name.
    """
    if os.access(folder / name, os.X_OK) and "/" not in name:
        return ""
    engine = name.partition("_")[0]
    for contender, reason in catalog.skipped.items():
        if contender.engine == engine:
            return reason
    known = [path.name for path in sorted(folder.glob("*")) if os.access(path, os.X_OK)]
    if not known:
        raise MissingError(
            f"there are no baselines in {shown(folder)}: cmake --build --preset release --target {TARGET}"
        )
    raise UsageError(unknown("baseline", name, known))


def fingerprints(bench: Path, suite: GoalSuite) -> dict[str, str]:
    """SHA-256 of every program that a suite's goals are held against. MissingError if one cannot be
    read."""
    names = {goal.program for goal in suite.goals if goal.program and not goal.skipped}
    return hashes(folder_of(bench) / name for name in sorted(names))


def take_program(folder: Path, name: str, cell: Cell, timeout_s: float) -> Taken:
    """Runs a program on a cell. Never raises for what it does: that becomes a measurement with
    status error or void."""
    with tempfile.TemporaryDirectory(prefix="crossover-") as scratch:
        out = Path(scratch) / "sample.json"
        command = [str(folder / name), f"--cell={cell.key}", f"--samples_out={out}"]
        try:
            ended = run_child(command, timeout_s)
        except OSError as error:
            return Taken(
                _bare("error", f"it could not be started: {error.strerror}"), 0.0, 1, False
            )
        text = out.read_text(encoding="utf-8", errors="replace") if out.exists() else ""
    if ended.timed_out:
        measurement = _bare("error", f"no result after {show.long_duration_s(timeout_s)}, killed")
    elif ended.returncode != 0:
        said = ended.last_words.removeprefix(f"{name}: error: ")
        status = "void" if ended.returncode == 5 else "error"
        measurement = _bare(
            status, said or f"it ended with exit code {ended.returncode} and no message"
        )
    else:
        measurement = _read(text, name, cell)
    return Taken(measurement, ended.elapsed_s, ended.returncode, ended.timed_out)


def _bare(status: str, reason: str) -> Record:
    return {"status": status, "reason": reason}


def _read(text: str, name: str, cell: Cell) -> Record:
    try:
        found = json.loads(text)
        ran = (found["program"], found["workload"], found["tasks"])
    except (json.JSONDecodeError, KeyError, TypeError):
        return _bare("error", "it wrote no measurement")
    if ran != (name, cell.workload, cell.tasks):
        return _bare("error", f"it measured {ran} instead of {(name, cell.workload, cell.tasks)}")
    return dict(found)
