"""Reading the samples of a run of goals again, without trusting them."""

import json
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.peers.goal import GoalSuite
from crossover_tool.peers.metric import METRICS
from crossover_tool.peers.records import suite_of
from crossover_tool.samples import schema
from crossover_tool.samples.reader import locate
from crossover_tool.samples.records import Record


@dataclass(frozen=True)
class GoalResults:
    """A results file: its header, the suite in it, its samples, and its status: complete, interrupted or killed."""

    header: Record
    suite: GoalSuite
    samples: tuple[Record, ...]
    status: str


def holds_goal_results(path: Path) -> bool:
    """True when the results at `path` are of a run of goals. False when there are none that can be read."""
    try:
        with locate(path).open("rb") as lines:
            first = json.loads(lines.readline())
    except (OSError, ValueError, ResultsError):
        return False
    return isinstance(first, dict) and first.get("kind") == "peers_header"


def read_goals(path: Path) -> GoalResults:
    """The results in a folder or file. ResultsError names file and line of what is wrong; a cut last line is left out."""
    path = locate(path)
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ResultsError(f"cannot read {shown(path)}: {error}") from error
    lines.pop()  # empty, or what a killed run has left of a line
    records = [_record(line, f"{shown(path)}, line {number}") for number, line in enumerate(lines, start=1)]
    if not records:
        raise ResultsError(f"{shown(path)} holds nothing: not even the header was written")
    header, *rest = records
    suite = suite_of(header)
    samples = tuple(record for record in rest if record["kind"] == "peers_sample")
    for goal in suite.goals:
        if max(goal.cell, goal.peer_cell) >= len(suite.cells) or goal.metric_name not in METRICS:
            raise ResultsError(f"{shown(path)}, line 1: a goal names a cell or a metric that is not there")
    ends = [record for record in rest if record["kind"] == "end"]
    if any(record["kind"] not in ("peers_sample", "end") for record in rest):
        raise ResultsError(f"{shown(path)}: a record is out of place")
    return GoalResults(header, suite, samples, ends[-1]["status"] if ends else "killed")


def _record(line: str, where: str) -> Record:
    try:
        record: Record = json.loads(line)
    except ValueError as error:
        raise ResultsError(f"{where}: is not JSON ({error})") from error
    wrong = schema.problem(record)
    if wrong:
        raise ResultsError(f"{where}: {wrong}")
    return record
