"""Results made up for a test: any cells, any contenders, with what the test wants to see in the
measurements."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import fake_bench
from conftest import frozen, lines_of
from crossover_tool.samples import schema
from crossover_tool.samples.reader import Results

Record = dict[str, Any]


def cell(
    workload: str, tasks: int, limit: int, chart: str = "", group: int = 0, **params: int
) -> Record:
    """A cell as the header has it."""
    where = {"workload": workload, "tasks": tasks, "limit": limit, "params": params}
    return {**where, "group": group, "chart": chart, "blocks": 3}


def results(
    cells: Sequence[Record],
    contenders: Sequence[str],
    change: Callable[[Record, int], Record] = lambda measurement, block: measurement,
) -> Results:
    """Every contender on every cell in three blocks, as the stand-in bench measures it, each
    changed by `change`."""
    header = {**lines_of(frozen())[0], "crossover_schema": schema.VERSION, "cells": list(cells)}
    samples = []
    for block in range(3):
        for number, described in enumerate(cells):
            where = {key: described[key] for key in ("workload", "tasks", "limit", "params")}
            for name in contenders:
                measurement = change(fake_bench.measure(where, *name.split("/")), block)
                sample = {
                    "kind": "sample",
                    "block": block,
                    "order": len(samples),
                    "cell": number,
                    "exit_code": 0,
                }
                sample |= {
                    "started": "2026-01-01T00:00:00Z",
                    "elapsed_s": 0.1,
                    "measurement": measurement,
                }
                assert schema.problem(sample) == ""
                samples.append(sample)
    return Results(Path("made-up"), header, tuple(samples), "complete", ())
