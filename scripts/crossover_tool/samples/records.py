"""The records of a results file, as they are built; docs/RESULTS.md describes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crossover_tool.version import version
from crossover_tool.cell import Cell, Contender
from crossover_tool.samples import schema
from crossover_tool.suites.suite import PlannedCell, Suite

Record = dict[str, Any]


def timestamp(moment: datetime) -> str:
    """A UTC moment as `2026-01-01T00:00:00Z`."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def header(
    suite: Suite, seed: int, started: datetime, rates: Mapping[str, float], host: Record, build: Record
) -> Record:
    """The first line."""
    return {
        "crossover_schema": schema.VERSION,
        "kind": "header",
        "version": version(),
        "suite": suite.name,
        "seed": seed,
        "started": timestamp(started),
        "blocks": suite.blocks,
        "rates": dict(rates),
        "cells": [_header_cell(planned) for planned in suite.cells],
        "host": host,
        "build": build,
    }


def _header_cell(planned: PlannedCell) -> Record:
    shown = {"group": planned.group, "chart": planned.chart, "blocks": planned.blocks}
    return {**cell_record(planned.cell), **shown}


def cell_record(cell: Cell) -> Record:
    """A cell as the bench writes it."""
    return {"workload": cell.workload, "tasks": cell.tasks, "limit": cell.limit, "params": dict(cell.params)}


def sample(
    block: int,
    order: int,
    cell: int,
    started: datetime,
    elapsed_s: float,
    exit_code: int | None,
    measurement: Record,
) -> Record:
    """One sample; `exit_code` is None when no process was started."""
    return {
        "kind": "sample",
        "block": block,
        "order": order,
        "cell": cell,
        "started": timestamp(started),
        "elapsed_s": round(elapsed_s, 6),
        "exit_code": exit_code,
        "measurement": measurement,
    }


def unmeasured(cell: Cell, contender: Contender, status: str, reason: str) -> Record:
    """A measurement without numbers: "skipped" or "error", with the reason."""
    return {
        "cell": cell_record(cell),
        "strategy": contender.strategy,
        "engine": contender.engine,
        "limit": contender.limit(cell.tasks, cell.limit),
        "status": status,
        "reason": reason,
    }


def end(finished: datetime, samples: int, status: str) -> Record:
    """The last line; `status` is "complete" or "interrupted"."""
    return {"kind": "end", "finished": timestamp(finished), "samples": samples, "status": status}
