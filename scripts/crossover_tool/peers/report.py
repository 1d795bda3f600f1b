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
from crossover_tool.peers.goal import ITSELF, Goal, GoalCell, GoalSuite
from crossover_tool.peers.judge import Outcome, Result, judge
from crossover_tool.peers.results import GoalResults
from crossover_tool.reports.notes import doctor
from crossover_tool.samples.records import cell_record
from crossover_tool.units import show

HEADINGS = ("goal", "contender", "figure", "peer", "its figure", "ratio", "interval", "target", "")
RIGHT = ("figure", "its figure", "ratio", "interval", "target")
UNKNOWN = 100.0
"""An interval that reaches so many times above its ratio says nothing, as with two blocks; its digits would only fill the table."""
STYLES = {Outcome.MISSED: "yellow", Outcome.FAILED: "red", Outcome.SKIPPED: "dim"}
LEGEND = """\
- A goal holds one figure of a contender against the same figure of a peer: a program of `bench/peers/` that uses a library
  directly or shows the limit, the ceiling that physics sets, a fixed figure, or the contender itself with fewer tasks.
  docs/PEERS.md says what each is.
- **figure**: the median over blocks; a block is everything that runs on a cell once, in a seeded, balanced order, each in a
  fresh process; blocks that others disturbed are taken again.
- **ratio**: contender / peer, the geometric mean of the ratios within blocks. **interval**: Student-t, 95 %, for each goal on its own.
- **reached**, **not reached**: the whole interval lies on one side of the target; otherwise the goal is **not resolved**.
  **lateness** is how much longer a batch takes than its waits alone.
"""


@dataclass(frozen=True)
class GoalReport:
    """The results of a run with what became of each goal."""

    results: GoalResults
    judged: tuple[Result, ...]


def analyse_goals(results: GoalResults) -> GoalReport:
    """Judges every goal. Pure: the same samples give the same report."""
    return GoalReport(results, judge(results.suite, results.samples))


def summary(judged: Sequence[Result]) -> str:
    """`31 goals: 25 reached, 4 not reached, 2 not resolved`."""
    counts = [(outcome, sum(r.outcome is outcome for r in judged)) for outcome in Outcome]
    said = [f"{count} {outcome.value}" for outcome, count in counts if count]
    return f"{len(judged)} goals: {', '.join(said)}"


def peer_text(suite: GoalSuite, goal: Goal) -> str:
    """What stands in the place of the peer: `asio_tcp`, `ceiling`, `fixed`, `itself at 10,000 tasks`."""
    if goal.peer == ITSELF:
        return f"{ITSELF} at {show.count(suite.cells[goal.peer_cell].cell.tasks)} tasks"
    return goal.peer or "fixed"


def row(suite: GoalSuite, result: Result) -> tuple[str, ...]:
    """The texts of a goal of the suite under HEADINGS."""
    goal = result.goal
    peer = peer_text(suite, goal)
    if not result.blocks:
        return (
            goal.metric_name,
            goal.contender.name,
            "",
            peer,
            "",
            "",
            "",
            goal.target,
            result.outcome.value,
        )
    interval = f"{show.significant(result.low)} to {show.ratio(result.high)}"
    if result.high > UNKNOWN * result.ratio:
        interval = "unknown"
    return (
        goal.metric_name,
        goal.contender.name,
        goal.metric.show(result.figure),
        peer,
        goal.metric.show(result.peer_figure),
        show.ratio(result.ratio),
        interval,
        goal.target,
        result.outcome.value,
    )


def print_goals(report: GoalReport, console: Console) -> None:
    """A table for each cell, and the count."""
    suite = report.results.suite
    for number, planned in _held(suite):
        table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
        for heading in HEADINGS:
            table.add_column(heading, justify="right" if heading in RIGHT else "left", no_wrap=True)
        mine = [result for result in report.judged if result.goal.cell == number]
        for result in mine:
            table.add_row(*row(suite, result), style=STYLES.get(result.outcome))
        console.print(f"[bold]{planned.cell.label}[/bold]", highlight=False)
        console.print(table, highlight=False)
        for note in notes(mine):
            console.print(f"  {note}", style="dim", highlight=False, markup=False)
    console.print(summary(report.judged), style="bold", highlight=False)


def _held(suite: GoalSuite) -> list[tuple[int, GoalCell]]:
    """The cells that goals are held on, with their places: not those that others are only compared with."""
    held = {goal.cell for goal in suite.goals}
    return [(number, planned) for number, planned in enumerate(suite.cells) if number in held]


def notes(results: Sequence[Result]) -> list[str]:
    """Why goals were skipped, each reason once."""
    return list(
        dict.fromkeys(f"{r.goal.contender.name} skipped: {r.goal.skipped}" for r in results if r.goal.skipped)
    )


def goals_markdown(report: GoalReport) -> str:
    """The whole report.md."""
    header, suite = report.results.header, report.results.suite
    parts = [f"# crossover: {suite.name}, {header['started'][:10]}", machine(header) + "."]
    if report.results.status != "complete":
        parts.append(f"> The run was {report.results.status}, it did not take all its samples.")
    parts.append(f"**{summary(report.judged)}.**")
    for number, planned in _held(suite):
        mine = [result for result in report.judged if result.goal.cell == number]
        lines = [_line([*HEADINGS, "why"]), _line(["---"] * (len(HEADINGS) + 1))]
        lines += [_line([*row(suite, result), result.goal.why]) for result in mine]
        parts += [f"## {planned.cell.label}", "\n".join(lines)]
        parts += [f"- {note}" for note in notes(mine)]
    run = (
        f"crossover {header['version']}, seed {header['seed']}, {header['blocks']} blocks, "
        f"{len(report.results.samples)} samples, run {report.results.status}."
    )
    seen = disturbance(report.results.blocks).sentence
    weather = f"{seen[0].upper()}{seen[1:]}." if seen else ""
    said = " ".join(filter(None, [run, weather, doctor(header)]))
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
        "goals": [_as_json(report, result) for result in report.judged],
    }


def _as_json(report: GoalReport, result: Result) -> dict[str, Any]:
    goal = result.goal
    finite = isfinite(result.high) and result.blocks > 0
    return {
        "cell": cell_record(report.results.suite.cells[goal.cell].cell),
        "metric": goal.metric_name,
        "contender": goal.contender.name,
        "peer": goal.peer or None,
        **(
            {"peer_cell": cell_record(report.results.suite.cells[goal.other_cell].cell)}
            if goal.other_cell is not None
            else {}
        ),
        "outcome": result.outcome.value,
        "figure": result.figure if result.blocks else None,
        "peer_figure": result.peer_figure if result.blocks else None,
        "ratio": result.ratio if result.blocks else None,
        "interval": {"low": result.low, "high": result.high} if finite else None,
        "blocks": result.blocks,
        "at_most" if goal.at_most else "at_least": goal.bound,
        "why": goal.why,
        "skipped": goal.skipped,
    }


def write_goals(report: GoalReport, folder: Path) -> Path:
    """Writes report.md and goals.json into `folder`, replacing old ones; returns report.md's path. ResultsError."""
    texts = {
        "report.md": goals_markdown(report),
        "goals.json": json.dumps(goals_json(report), indent=2, ensure_ascii=False, allow_nan=False) + "\n",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            draft = folder / f"{name}.part"
            draft.write_text(text, encoding="utf-8")
            os.replace(draft, folder / name)
    except OSError as error:
        raise ResultsError(f"cannot write the report to {shown(folder)}: {error.strerror}") from error
    return folder / "report.md"
