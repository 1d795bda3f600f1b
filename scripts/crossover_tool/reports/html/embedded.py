"""What the page judges again from: every sample's figures, by cell and contender, as JSON.

Figures are as the judge of the command takes them, digit for digit, so that the page's judge has
the same input. `pack` makes them small enough to travel with the page.
"""

import base64
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crossover_tool.analysis.choice import choice_of
from crossover_tool.analysis.contender import answers, is_late
from crossover_tool.analysis.judging import believed, moments, void_of
from crossover_tool.cell import BASELINE, Contender
from crossover_tool.plan.slo import decisive_p99_ns
from crossover_tool.samples.records import Interim, Measurement, Sample
from crossover_tool.stats.spending import REGRETS, late_share

Json = dict[str, Any]
Getter = Callable[[Measurement], float | None]


FIGURES: Mapping[str, Getter] = {
    "time": lambda m: m.sample_ns,
    "cpu": lambda m: m.cpu_ns,
    "memory": lambda m: m.memory_bytes,
    "p99": decisive_p99_ns,
    "task_p99": lambda m: m.percentile("latency_ns", "p99"),
    "task_p999": lambda m: m.percentile("latency_ns", "p999"),
}
"""The figures of a sample that the page shows: times in ns of a batch, memory in bytes; `p99` of
the tasks whose latency is the figure that matters, where there are such tasks."""


def data_of(
    labels: Mapping[int, Json], samples: Sequence[Sample], interims: Sequence[Interim]
) -> Json:
    """Everything that the page's judge needs: the interim analyses with the part of the error rate
    that each may spend, and the samples of the cells in `labels`, which say what a cell is."""
    by_cell: dict[int, list[Sample]] = {number: [] for number in labels}
    for sample in samples:
        if sample.cell in by_cell and sample.contender.strategy != BASELINE:
            by_cell[sample.cell].append(sample)
    return {
        "rate": REGRETS,
        "looks": _looks(samples, interims),
        "cells": [{**labels[number], **_cell(found)} for number, found in by_cell.items()],
    }


def _looks(samples: Sequence[Sample], interims: Sequence[Interim]) -> list[Json]:
    """Each interim analysis: how many lines of samples it saw, and its part of the error rate."""
    found: list[Json] = []
    before = 0.0
    for passed, lines in moments(samples, interims):
        found.append({"lines": lines, "part": late_share(passed, before)})
        before = max(before, passed)
    return found


def _cell(samples: Sequence[Sample]) -> Json:
    """Contenders in the order in which they were first measured, as the judge meets them."""
    good: dict[Contender, list[Sample]] = {}
    control: list[Sample] = []
    voids: list[Json] = []
    late: dict[Contender, list[Sample]] = {}
    for sample in believed(samples):
        why = void_of(sample)
        if why:
            voids.append({"name": sample.contender.name, "order": sample.order, "why": why})
        if is_late(sample) and not sample.control:
            late.setdefault(sample.contender, []).append(sample)
        if sample.ok and sample.control:
            control.append(sample)
        elif sample.ok:
            good.setdefault(sample.contender, []).append(sample)
    return {
        "contenders": [
            {**_series(found), **_late(late.get(contender, []))}
            for contender, found in good.items()
            if answers(found)
        ],
        "control": _series(control) if control else None,
        "voids": voids,
    }


def _late(samples: Sequence[Sample]) -> Json:
    """The blocks in which a contender's generator was late, with the orders of those samples;
    nothing without any."""
    told = {"blocks": [one.block for one in samples], "orders": [one.order for one in samples]}
    return {"late": told} if samples else {}


def _series(samples: Sequence[Sample]) -> Json:
    """The samples of one contender: `blocks`, `orders` and each of FIGURES side by side, None where one was not
    measured."""
    first = samples[0]
    figures = {name: [get(one.measurement) for one in samples] for name, get in FIGURES.items()}
    return {
        "name": first.contender.name,
        "strategy": first.contender.strategy,
        "engine": first.contender.engine,
        "choice": choice_of(first.contender),
        "kind": first.measurement.kind,
        "blocks": [one.block for one in samples],
        "orders": [one.order for one in samples],
        **{name: list(map(_exact, row)) for name, row in figures.items() if set(row) != {None}},
    }


def _exact(value: float | None) -> float | int | None:
    """A whole number without its `.0`; the same value."""
    return int(value) if value is not None and value == int(value) else value


def packed(data: Json) -> str:
    """JSON, gzipped (a browser unpacks it itself) and in base64. The same data give the same text."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()
