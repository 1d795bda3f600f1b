"""The records of a results file, as they are built; docs/RESULTS.md describes them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from crossover_tool.version import version
from crossover_tool.cell import Cell, Contender
from crossover_tool.host.interference import Interference
from crossover_tool.samples import schema
from crossover_tool.suites.suite import PlannedCell, Suite
from crossover_tool.texts import shown

Record = dict[str, Any]


def timestamp(moment: datetime) -> str:
    """A UTC moment as `2026-01-01T00:00:00Z`."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def header(
    suite: Suite,
    seed: int,
    started: datetime,
    rates: Mapping[str, float],
    host: Record,
    build: Record,
    binaries: Mapping[str, str],
    sample_timeout_s: float | None = None,
    budget_s: float | None = None,
    search: Mapping[str, float] | None = None,
    doctor: Record | None = None,
    retry: bool = True,
    workload_file: str | None = None,
    scaling: Mapping[str, float] | None = None,
) -> Record:
    """The first line: everything that the run was asked for, so that it can be resumed from its
    results alone.

    `budget_s` is given where blocks go on until a budget is spent; `retry` False where disturbed
    blocks are kept; `workload_file` names the file of a workload from outside of the tree;
    `scaling`: how much longer twice the work takes.
    """
    return {
        "crossover_schema": schema.VERSION,
        "kind": "header",
        "version": version(),
        "suite": suite.name,
        "seed": seed,
        "started": timestamp(started),
        "blocks": suite.blocks,
        **({} if budget_s is None else {"budget_s": budget_s}),
        **({} if retry else {"retry": False}),
        **({} if workload_file is None else {"workload_file": workload_file}),
        "rates": dict(rates),
        **_kept_texts(suite.texts),
        **({} if scaling is None else {"scaling": dict(scaling)}),
        "binaries": dict(binaries),
        "sample_timeout_s": sample_timeout_s,
        "search": dict(search) if search else None,
        "doctor": doctor,
        "cells": [_header_cell(planned) for planned in suite.cells],
        "host": host,
        "build": build,
    }


def _kept_texts(texts: Mapping[str, str]) -> Record:
    """The texts without their secrets, and which of them held one."""
    if not texts:
        return {}
    kept = {name: shown(name, text) for name, text in texts.items()}
    hidden = [name for name, text in texts.items() if kept[name] != text]
    return {"texts": kept, **({"texts_hidden": hidden} if hidden else {})}


def _header_cell(planned: PlannedCell) -> Record:
    return {
        **cell_record(planned.cell),
        "group": planned.group,
        "chart": planned.chart,
        "blocks": planned.blocks,
        "contenders": [contender.name for contender in planned.contenders],
        "max_sample_us": planned.max_sample_us,
        "batches": planned.batches,
    }


def cell_record(cell: Cell) -> Record:
    """A cell as the bench writes it."""
    return {
        "workload": cell.workload,
        "tasks": cell.tasks,
        "limit": cell.limit,
        "params": dict(cell.params),
    }


def sample(
    block: int,
    order: int,
    cell: int,
    started: datetime,
    elapsed_s: float,
    exit_code: int | None,
    measurement: Record,
    control: bool = False,
) -> Record:
    """One sample; `exit_code` is None when no process was started; `control` marks the second of
    two twins."""
    return {
        "kind": "sample",
        "block": block,
        "order": order,
        "cell": cell,
        "started": timestamp(started),
        "elapsed_s": round(elapsed_s, 6),
        "exit_code": exit_code,
        **({"control": True} if control else {}),
        "measurement": measurement,
    }


def block(
    cell: int,
    number: int,
    attempt: int,
    samples: int,
    interference: Interference,
    tainted: Sequence[str],
    left_out: Sequence[int],
    elapsed_s: float | None = None,
) -> Record:
    """A block's end: what others did meanwhile, and the orders of its samples when it is taken
    again.

    `elapsed_s`: how long the run had taken by then, all its parts together.
    """
    figures = {
        name: None if value is None else round(value, 4)
        for name, value in asdict(interference).items()
    }
    return {
        "kind": "block",
        "cell": cell,
        "block": number,
        "attempt": attempt,
        "samples": samples,
        "interference": figures,
        "tainted": list(tainted),
        "left_out": list(left_out),
        **({} if elapsed_s is None else {"elapsed_s": round(elapsed_s, 3)}),
    }


def look(passed: float, samples: int, open_cells: Sequence[int], noise_floor: float) -> Record:
    """A look at the evidence: how much of the budget had passed, how many samples there were, which
    cells go on."""
    return {
        "kind": "look",
        "passed": passed,
        "samples": samples,
        "open": list(open_cells),
        "noise_floor": round(noise_floor, 6),
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


def resume(
    started: datetime,
    samples: int,
    left_out: Sequence[int],
    host: Record,
    doctor: Record | None,
    elapsed_s: float,
) -> Record:
    """A stopped run goes on: after `samples` sample lines, of which those with the orders
    `left_out` no longer count.

    `doctor`: what it finds now; `elapsed_s`: how long the run had taken before, all its parts
    together.
    """
    return {
        "kind": "resume",
        "started": timestamp(started),
        "samples": samples,
        "left_out": list(left_out),
        "host": host,
        "doctor": doctor,
        "elapsed_s": round(elapsed_s, 3),
    }


def end(finished: datetime, samples: int, status: str) -> Record:
    """The last line; `status` is "complete" or "interrupted"."""
    return {"kind": "end", "finished": timestamp(finished), "samples": samples, "status": status}
