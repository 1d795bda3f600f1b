"""Reading the samples of a run of goals again, without trusting them."""

import json
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.goals.goal import GoalSuite
from crossover_tool.goals.metric import METRICS
from crossover_tool.goals.records import suite_of
from crossover_tool.samples import schema
from crossover_tool.samples.reader import locate, spent_s
from crossover_tool.samples.records import Record

KINDS = ("goals_sample", "block", "resume", "end")
"""The records that follow the header."""


@dataclass(frozen=True)
class GoalResults:
    """A results file: its header, the suite in it, its samples, and its status: complete,
    interrupted or killed.

    `samples` are those that count: none of a block that was disturbed or cut in half, and taken
    again; `lines` is how many there are with those. `blocks` are the records of that kind,
    `spent_s` the seconds that the run took, all its parts together.
    """

    path: Path

    header: Record
    suite: GoalSuite
    samples: tuple[Record, ...]
    status: str
    blocks: tuple[Record, ...] = ()
    lines: int = 0
    spent_s: float = 0.0


def holds_goal_results(path: Path) -> bool:
    """True when the results at `path` are of a run of goals. False when there are none that can be
    read."""
    try:
        with locate(path).open("rb") as lines:
            first = json.loads(lines.readline())
    except (OSError, ValueError, ResultsError):
        return False
    return isinstance(first, dict) and first.get("kind") == "goals_header"


def read_goals(path: Path) -> GoalResults:
    """The results in a folder or file. ResultsError names file and line of what is wrong; a cut
    last line is left out."""
    path = locate(path)
    try:
        text = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ResultsError(f"cannot read {shown(path)}: {error}") from error
    text.pop()  # empty, or what a killed run has left of a line
    records = [
        _record(line, f"{shown(path)}, line {number}") for number, line in enumerate(text, start=1)
    ]
    if not records:
        raise ResultsError(f"{shown(path)} holds nothing: not even the header was written")
    header, *rest = records
    suite = suite_of(header)
    lines = [record for record in rest if record["kind"] == "goals_sample"]
    for goal in suite.goals:
        if (
            max(goal.cell, goal.baseline_cell) >= len(suite.cells)
            or goal.metric_name not in METRICS
        ):
            raise ResultsError(
                f"{shown(path)}, line 1: a goal names a cell or a metric that is not there"
            )
    if any(record["kind"] not in KINDS for record in rest):
        raise ResultsError(f"{shown(path)}: a record is out of place")
    repeated = [record for record in rest if record["kind"] in ("block", "resume")]
    left_out = {order for record in repeated for order in record["left_out"]}
    return GoalResults(
        path=path,
        header=header,
        suite=suite,
        samples=tuple(record for record in lines if record["order"] not in left_out),
        status=records[-1]["status"] if records[-1]["kind"] == "end" else "killed",
        blocks=tuple(record for record in rest if record["kind"] == "block"),
        lines=len(lines),
        spent_s=spent_s(rest),
    )


def _record(line: str, where: str) -> Record:
    try:
        record: Record = json.loads(line)
    except ValueError as error:
        raise ResultsError(f"{where}: is not JSON ({error})") from error
    wrong = schema.problem(record)
    if wrong:
        raise ResultsError(f"{where}: {wrong}")
    return record
