"""Reading a results file without trusting it: every line is checked, and an error names file, line
and place."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.errors import ResultsError
from crossover_tool.paths import SAMPLES_NAME, shown
from crossover_tool.samples import schema
from crossover_tool.samples.records import Record


@dataclass(frozen=True)
class Results:
    """A results file: its header, its samples, its status (complete, interrupted, killed), and
    warnings for the reader.

    `samples` are those that count: none of a block that was disturbed or cut in half, and taken
    again; `lines` is how many there are with those. `blocks` and `looks` are the records of those
    kinds; files of before 0.2 have none. `resumed` is how often the run was resumed, `spent_s` how
    many seconds its parts took together, as far as that was noted.
    """

    path: Path
    header: Record
    samples: tuple[Record, ...]
    status: str
    warnings: tuple[str, ...]
    blocks: tuple[Record, ...] = ()
    looks: tuple[Record, ...] = ()
    lines: int = 0
    resumed: int = 0
    spent_s: float = 0.0


def locate(path: Path) -> Path:
    """The samples file in a results folder, or the file itself. ResultsError when there is none."""
    found = path / SAMPLES_NAME if path.is_dir() else path
    if not found.exists():
        raise ResultsError(f"there is no results file {shown(found)}")
    return found


def read(path: Path) -> Results:
    """The results in a folder or file. ResultsError when it cannot be read, is corrupt, or is of
    another schema.

    A last line that was cut off, as a killed run can leave it, is left out with a warning.
    """
    path = locate(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ResultsError(f"cannot read {shown(path)}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ResultsError(
            f"{shown(path)} is corrupt: byte {error.start} is not UTF-8 text"
        ) from error
    lines = text.split("\n")
    warnings: list[str] = []
    cut_off = lines.pop()
    if cut_off and _is_cut_off(cut_off):
        warnings.append(
            f"{shown(path)}, line {len(lines) + 1}: the last line was cut off and is left out"
        )
    elif cut_off:
        lines.append(cut_off)
    records = [
        _record(line, f"{shown(path)}, line {number}") for number, line in enumerate(lines, start=1)
    ]
    return _results(path, records, warnings)


def _is_cut_off(line: str) -> bool:
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return True
    return False


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _record(line: str, where: str) -> Record:
    try:
        record: Record = json.loads(line, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ResultsError(f"{where}: is nested too deeply") from error
    except json.JSONDecodeError as error:
        what = (
            "is empty" if not line.strip() else f"is not JSON (column {error.colno}: {error.msg})"
        )
        raise ResultsError(f"{where}: {what}") from error
    except ValueError as error:
        raise ResultsError(f"{where}: {error}") from error
    wrong = schema.problem(record)
    if wrong:
        raise ResultsError(f"{where}: {wrong}")
    return record


def _results(path: Path, records: list[Record], warnings: list[str]) -> Results:
    where = shown(path)
    if not records:
        raise ResultsError(
            f"{where} holds nothing: not even the header was written; remove it and run again"
        )
    header, rest = records[0], records[1:]
    if header["kind"] != "header":
        raise ResultsError(
            f"{where}, line 1: is a {header['kind']}, and the first line must be the header"
        )
    _check_order(records, header, where)
    lines = [record for record in rest if record["kind"] == "sample"]
    resumes = [record for record in rest if record["kind"] == "resume"]
    blocks = tuple(record for record in rest if record["kind"] == "block")
    looks = tuple(record for record in rest if record["kind"] == "look")
    left_out = {order for record in [*resumes, *blocks] for order in record["left_out"]}
    samples = tuple(record for record in lines if record["order"] not in left_out)
    status = records[-1]["status"] if records[-1]["kind"] == "end" else "killed"
    if status != "complete":
        warnings.append(
            f"{where}: the run was {status}, it did not take all its samples: "
            f"crossover run --resume {shown(path.parent)} goes on"
        )
    counts = (len(lines), len(resumes), spent_s(rest))
    return Results(path, header, samples, status, tuple(warnings), blocks, looks, *counts)


def spent_s(records: Sequence[Record]) -> float:
    """How many seconds the parts of a run took together: as its blocks say, and the samples after
    the last of them."""
    spent = 0.0
    for record in records:
        if record["kind"] in ("sample", "goals_sample"):
            spent += float(record["elapsed_s"])
        elif record["kind"] in ("block", "resume"):
            spent = max(spent, float(record.get("elapsed_s", 0.0)))
    return spent


def _check_order(records: list[Record], header: Record, where: str) -> None:
    """ResultsError for records that no run leaves in this order, and for counts that do not
    agree."""
    count = 0
    for number, record in enumerate(records[1:], start=2):
        kind = record["kind"]
        follower = records[number]["kind"] if number < len(records) else ""
        goes_on = follower == "resume" and record.get("status") == "interrupted"
        if kind == "header" or (kind == "end" and follower and not goes_on):
            raise ResultsError(f"{where}, line {number}: this {kind} is out of place")
        if kind in ("sample", "block") and record["cell"] >= len(header["cells"]):
            raise ResultsError(
                f"{where}, line {number}: there is no cell {record['cell']} in the header"
            )
        if kind == "sample":
            count += 1
        elif record["samples"] != count:
            raise ResultsError(
                f"{where}, line {number}: the {kind} says {record['samples']} samples, and there are {count}"
            )
