"""The records of a run of goals, as they are built and as they are read again; docs/BASELINES.md
describes them."""

from collections.abc import Mapping
from datetime import datetime

from crossover_tool.cell import Cell, Contender
from crossover_tool.goals.goal import Goal, GoalCell, GoalSuite
from crossover_tool.samples import records, schema
from crossover_tool.samples.records import Record
from crossover_tool.version import version


def header(
    suite: GoalSuite,
    seed: int,
    started: datetime,
    rates: Mapping[str, float],
    host: Record,
    build: Record,
    binaries: Mapping[str, str],
    doctor: Record | None,
    retry: bool = True,
) -> Record:
    """The first line: everything that the run was asked for. `doctor`: what it found before;
    `retry` False where disturbed blocks are kept."""
    return {
        "crossover_schema": schema.VERSION,
        "kind": "goals_header",
        "version": version(),
        "suite": suite.name,
        "description": suite.description,
        "seed": seed,
        "started": records.timestamp(started),
        "blocks": suite.blocks,
        **({} if retry else {"retry": False}),
        "rates": dict(rates),
        "binaries": dict(binaries),
        "doctor": doctor,
        "cells": [_cell_record(planned) for planned in suite.cells],
        "goals": [_goal_record(goal) for goal in suite.goals],
        "host": host,
        "build": build,
    }


def _cell_record(planned: GoalCell) -> Record:
    twin = {"twin": planned.twin} if planned.twin else {}
    return {**records.cell_record(planned.cell), "blocks": planned.blocks, **twin}


def _goal_record(goal: Goal) -> Record:
    return {
        "cell": goal.cell,
        "metric": goal.metric_name,
        "contender": goal.contender.name,
        "baseline": goal.baseline,
        "figure": goal.fixed,
        "at_most" if goal.at_most else "at_least": goal.bound,
        "why": goal.why,
        "skipped": goal.skipped,
        **({} if goal.other_cell is None else {"other_cell": goal.other_cell}),
    }


def suite_of(header_record: Record) -> GoalSuite:
    """The suite that a header tells of."""
    cells = tuple(
        GoalCell(
            Cell(
                c["workload"],
                c["tasks"],
                c["limit"],
                tuple((k, int(v)) for k, v in c["params"].items()),
            ),
            c["blocks"],
            c.get("twin", ""),
        )
        for c in header_record["cells"]
    )
    goals = tuple(
        Goal(
            g["cell"],
            g["metric"],
            Contender.parse(g["contender"]),
            g["baseline"],
            g["figure"],
            g["at_most"] if "at_most" in g else g["at_least"],
            "at_most" in g,
            g["why"],
            g["skipped"],
            g.get("other_cell"),
        )
        for g in header_record["goals"]
    )
    described = str(header_record["description"])
    return GoalSuite(header_record["suite"], described, header_record["blocks"], cells, goals)


def sample(
    block: int,
    order: int,
    cell: int,
    entrant: str,
    started: datetime,
    elapsed_s: float,
    exit_code: int,
    measurement: Record,
    control: bool = False,
) -> Record:
    """One sample of a contender or of a baseline; `control`: the second of two twins."""
    return {
        "kind": "goals_sample",
        "block": block,
        "order": order,
        "cell": cell,
        "entrant": entrant,
        "started": records.timestamp(started),
        "elapsed_s": round(elapsed_s, 6),
        "exit_code": exit_code,
        **({"control": True} if control else {}),
        "measurement": measurement,
    }
