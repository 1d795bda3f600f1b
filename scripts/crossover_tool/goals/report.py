"""Showing what became of the goals: a terminal table, Markdown, JSON."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from crossover_tool.analysis.disturbance import disturbance
from crossover_tool.analysis.report import machine
from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.goals.goal import GoalCell, GoalSuite
from crossover_tool.goals.judge import Judged, Outcome, Result, judge
from crossover_tool.goals.results import GoalResults
from crossover_tool.goals.rows import HEADINGS, RIGHT, machine_notes, notes, row, summary
from crossover_tool.reports.notes import doctor
from crossover_tool.samples.records import cell_record
from crossover_tool.stats.control import Control

STYLES = {
    Outcome.MISSED: "yellow",
    Outcome.VOID: "red",
    Outcome.FAILED: "red",
    Outcome.SKIPPED: "dim",
}
LEGEND = """\
- A goal holds one figure of a contender against the same figure of a baseline: a program of `baselines/` that uses a library
  directly or shows the limit, the ideal that physics sets, a fixed figure, or the contender itself with fewer tasks.
  docs/BASELINES.md says what each is.
- **figure**: the median over blocks; a block is everything that runs on a cell once, in a seeded, balanced order, each in a
  fresh process; blocks that others disturbed are taken again.
- **ratio**: contender / baseline, the geometric mean of the ratios within blocks. **interval**: Student-t, 95 %, for each goal on its own.
- **noise**: by how much the A/A control of the cell, a contender that runs twice in each block, differs from itself in the same
  figure. Where more than 1 % of that is proven, the goal is **void**.
- **reached**, **not reached**: the whole interval lies on one side of the target; otherwise the goal is **not resolved**.
  **lateness** is how much longer a batch takes than its waits alone.
"""


@dataclass(frozen=True)
class GoalReport:
    """The results of a run with what became of each goal."""

    results: GoalResults
    judged: Judged


def analyse_goals(results: GoalResults) -> GoalReport:
    """Judges every goal. Pure: the same samples give the same report."""
    return GoalReport(results, judge(results.suite, results.samples))


def print_goals(report: GoalReport, console: Console) -> None:
    """A table for each cell, and the count."""
    suite = report.results.suite
    for number, planned in _held(suite):
        table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
        for heading in HEADINGS:
            table.add_column(heading, justify="right" if heading in RIGHT else "left", no_wrap=True)
        mine = [result for result in report.judged.results if result.goal.cell == number]
        for result in mine:
            table.add_row(*row(suite, result), style=STYLES.get(result.outcome))
        console.print(planned.cell.label, highlight=False, style="bold")
        console.print(table, highlight=False)
        for note in notes(mine):
            console.print(f"  {note}", style="dim", highlight=False, markup=False)
    for note in machine_notes(report.judged, report.results.blocks):
        console.print(note, style="dim", highlight=False)
    console.print(summary(report.judged.results), style="bold", highlight=False)


def _held(suite: GoalSuite) -> list[tuple[int, GoalCell]]:
    """The cells that goals are held on, with their places: not those that others are only compared
    with."""
    held = {goal.cell for goal in suite.goals}
    return [(number, planned) for number, planned in enumerate(suite.cells) if number in held]


def goals_markdown(report: GoalReport) -> str:
    """The whole report.md."""
    header, suite = report.results.header, report.results.suite
    parts = [f"# crossover: {suite.name}, {header['started'][:10]}", machine(header) + "."]
    if report.results.status != "complete":
        parts.append(f"> The run was {report.results.status}, it did not take all its samples.")
    parts.append(f"**{summary(report.judged.results)}.**")
    for number, planned in _held(suite):
        mine = [result for result in report.judged.results if result.goal.cell == number]
        lines = [_line([*HEADINGS, "why"]), _line(["---"] * (len(HEADINGS) + 1))]
        lines += [_line([*row(suite, result), result.goal.why]) for result in mine]
        parts += [f"## {planned.cell.label}", "\n".join(lines)]
        parts += [f"- {note}" for note in notes(mine)]
    run = (
        f"crossover {header['version']}, seed {header['seed']}, {header['blocks']} blocks, "
        f"{len(report.results.samples)} samples, run {report.results.status}."
    )
    interference = [
        f"{seen[0].upper()}{seen[1:]}."
        for seen in machine_notes(report.judged, report.results.blocks)
    ]
    said = " ".join(filter(None, [run, *interference, doctor(header)]))
    parts += ["## How to read this", LEGEND.rstrip(), said]
    return "\n\n".join(parts) + "\n"


def _line(texts: Sequence[str]) -> str:
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"


def goals_json(report: GoalReport) -> dict[str, Any]:
    """Every goal with its figures, for scripts."""
    return {
        "suite": report.results.suite.name,
        "status": report.results.status,
        "samples": len(report.results.samples),
        "disturbance": asdict(disturbance(report.results.blocks)),
        "noise_floor": report.judged.noise_floor if report.judged.controls else None,
        "goals": [_as_json(report, result) for result in report.judged.results],
    }


def _as_json(report: GoalReport, result: Result) -> dict[str, Any]:
    goal = result.goal
    finite = isfinite(result.high) and result.blocks > 0
    return {
        "cell": cell_record(report.results.suite.cells[goal.cell].cell),
        "metric": goal.metric_name,
        "contender": goal.contender.name,
        "baseline": goal.baseline or None,
        **(
            {"baseline_cell": cell_record(report.results.suite.cells[goal.other_cell].cell)}
            if goal.other_cell is not None
            else {}
        ),
        "outcome": result.outcome.value,
        "figure": result.figure if result.blocks else None,
        "baseline_figure": result.baseline_figure if result.blocks else None,
        "ratio": result.ratio if result.blocks else None,
        "interval": {"low": result.low, "high": result.high} if finite else None,
        "blocks": result.blocks,
        "controls": [_control(twin) for twin in result.controls],
        "at_most" if goal.at_most else "at_least": goal.bound,
        "why": goal.why,
        "skipped": goal.skipped,
    }


def _control(twin: Control) -> dict[str, Any]:
    interval = {"low": twin.low, "high": twin.high} if isfinite(twin.high) else None
    return {
        "contender": twin.contender,
        "ratio": twin.ratio,
        "interval": interval,
        "failed": twin.failed,
    }


def write_goals(report: GoalReport, folder: Path) -> Path:
    """Writes report.md and goals.json into `folder`, replacing old ones; returns report.md's path.
    ResultsError."""
    texts = {
        "report.md": goals_markdown(report),
        "goals.json": json.dumps(goals_json(report), indent=2, ensure_ascii=False, allow_nan=False)
        + "\n",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            draft = folder / f"{name}.part"
            draft.write_text(text, encoding="utf-8")
            os.replace(draft, folder / name)
    except OSError as error:
        raise ResultsError(
            f"cannot write the report to {shown(folder)}: {error.strerror}"
        ) from error
    return folder / "report.md"
