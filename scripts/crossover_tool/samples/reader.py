"""Reading a results file without trusting it: every line is checked, and an error names file, line
and place."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossover_tool.errors import ResultsError
from crossover_tool.samples.goal_metric import METRICS
from crossover_tool.paths import SAMPLES_NAME, shown
from crossover_tool.readable import warn
from crossover_tool.samples import codec, migrate, schema
from crossover_tool.samples.records import (
    Block,
    End,
    Header,
    Interim,
    Record,
    Resume,
    Sample,
    spent_s,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Results:
    """A results file: its header, its samples, its status (complete, interrupted, killed), and
    warnings for the reader.

    `samples` are those that count: none of a block that was disturbed or cut in half, and taken
    again; `lines` is how many there are with those. `resumed` is how often the run was resumed,
    `spent_s` how many seconds its parts took together, as far as that was noted.
    """

    path: Path
    header: Header
    samples: tuple[Sample, ...]
    status: str
    warnings: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    interims: tuple[Interim, ...] = ()
    lines: int = 0
    resumed: int = 0
    spent_s: float = 0.0


def read_aloud(path: Path) -> Results:
    """`read`, whose warnings go to standard error."""
    results = read(path)
    for warning in results.warnings:
        warn(f"warning: {warning}")
    return results


def locate(path: Path) -> Path:
    """The samples file in a results folder, or the file itself. ResultsError when there is none."""
    found = path / SAMPLES_NAME if path.is_dir() else path
    if not found.exists():
        raise ResultsError(f"there is no results file {shown(found)}")
    return found


def read(path: Path) -> Results:
    """The results in a folder or file, of this schema version or an older one. ResultsError when it
    cannot be read, is corrupt, or is of a later version.

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
    file = shown(path)
    where = [f"{file}, line {number}" for number in range(1, len(lines) + 1)]
    parsed = _migrated([_parsed(line, place) for line, place in zip(lines, where)], file)
    records = [_record(line, place) for line, place in zip(parsed, where)]
    return _results(path, records, warnings)


def _is_cut_off(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return True
    return False


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _parsed(line: str, where: str) -> Json:
    try:
        found = json.loads(line, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ResultsError(f"{where}: is nested too deeply") from error
    except json.JSONDecodeError as error:
        what = (
            "is empty" if not line.strip() else f"is not JSON (column {error.colno}: {error.msg})"
        )
        raise ResultsError(f"{where}: {what}") from error
    except ValueError as error:
        raise ResultsError(f"{where}: {error}") from error
    if not isinstance(found, dict):
        raise ResultsError(f"{where}: is not a JSON object")
    return found


def _migrated(lines: list[Json], where: str) -> list[Json]:
    """The lines in the present version. ResultsError for a version that nobody can read, or lines
    that no version has."""
    if not lines:
        raise ResultsError(
            f"{where} holds nothing: not even the header was written; remove it and run again"
        )
    found = migrate.version_of(lines[0])
    if found is None and lines[0].get("kind") in schema.KINDS[1:]:
        raise ResultsError(
            f"{where}, line 1: is a {lines[0]['kind']}, and the first line must be the header"
        )
    if found == schema.VERSION or found is None:
        return lines
    if type(found) is not int or found not in migrate.STEPS:
        raise ResultsError(
            f"{where}, line 1: has schema version {found!r}, and this crossover reads "
            f"{min(migrate.STEPS)} to {schema.VERSION}: use the version that wrote it"
        )
    try:
        return migrate.migrated(lines, schema.VERSION)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ResultsError(
            f"{where}: is corrupt: it says that it has schema version {found}, and lacks what that "
            f"has ({type(error).__name__}: {error})"
        ) from error


def _record(line: Json, where: str) -> Record:
    wrong = schema.problem(line)
    if wrong:
        raise ResultsError(f"{where}: {wrong}")
    return codec.read(line)


def _results(path: Path, records: list[Record], warnings: list[str]) -> Results:
    where = shown(path)
    header, rest = records[0], records[1:]
    if not isinstance(header, Header):
        raise ResultsError(f"{where}, line 1: must be the header")
    _check_order(rest, header, where)
    _check_goals(header, where)
    lines = [record for record in rest if isinstance(record, Sample)]
    again = [record for record in rest if isinstance(record, (Block, Resume))]
    left_out = {order for record in again for order in record.left_out}
    last = records[-1]
    status = last.status if isinstance(last, End) else "killed"
    if status != "complete":
        warnings.append(
            f"{where}: the run was {status}, it did not take all its samples: "
            f"crossover run --resume {shown(path.parent)} goes on"
        )
    return Results(
        path=path,
        header=header,
        samples=tuple(sample for sample in lines if sample.order not in left_out),
        status=status,
        warnings=tuple(warnings),
        blocks=tuple(record for record in again if isinstance(record, Block)),
        interims=tuple(record for record in rest if isinstance(record, Interim)),
        lines=len(lines),
        resumed=sum(isinstance(record, Resume) for record in again),
        spent_s=spent_s(rest),
    )


def _kind(record: Record) -> str:
    return type(record).__name__.lower()


def _check_order(rest: Sequence[Record], header: Header, where: str) -> None:
    """ResultsError for records that no run leaves in this order, and for counts that do not
    agree."""
    count = 0
    for number, record in enumerate(rest, start=2):
        follower = rest[number - 1] if number - 1 < len(rest) else None
        goes_on = isinstance(follower, Resume)
        ended = isinstance(record, End) and follower is not None
        if isinstance(record, Header) or (
            isinstance(record, End) and ended and not (goes_on and record.status == "interrupted")
        ):
            raise ResultsError(f"{where}, line {number}: this {_kind(record)} is out of place")
        if isinstance(record, (Sample, Block)) and record.cell >= len(header.suite.cells):
            raise ResultsError(
                f"{where}, line {number}: there is no cell {record.cell} in the header"
            )
        if isinstance(record, Sample):
            count += 1
        elif record.samples != count:
            raise ResultsError(
                f"{where}, line {number}: the {_kind(record)} says {record.samples} samples, "
                f"and there are {count}"
            )


def _check_goals(header: Header, where: str) -> None:
    for goal in header.suite.goals:
        cells = len(header.suite.cells)
        if max(goal.cell, goal.baseline_cell) >= cells or goal.metric not in METRICS:
            raise ResultsError(
                f"{where}, line 1: a goal names a cell or a metric that is not there"
            )
