"""From a value to the JSON of its line in a results file."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from crossover_tool.cell import Cell
from crossover_tool.goals.goal import Goal
from crossover_tool.host.summary import Doctor
from crossover_tool.samples import schema
from crossover_tool.samples.records import (
    Block,
    Header,
    Interim,
    Measurement,
    Record,
    Resume,
    Sample,
    Status,
)
from crossover_tool.suites.suite import PlannedCell

Json = dict[str, Any]


def timestamp(moment: datetime) -> str:
    """A UTC moment as `2026-01-01T00:00:00Z`."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def record(one: Record) -> Json:
    """The JSON of a line."""
    written: Json = _listed(_record(one))
    return written


def _listed(value: Any) -> Any:
    """Tuples are lists in JSON, and the schema knows no others."""
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, (list, tuple)) else value


def _record(one: Record) -> Json:
    if isinstance(one, Header):
        return _header(one)
    if isinstance(one, Sample):
        return _sample(one)
    if isinstance(one, Block):
        return _block(one)
    if isinstance(one, Interim):
        return {"kind": "interim", **asdict(one), "noise_floor": round(one.noise_floor, 6)}
    if isinstance(one, Resume):
        written = {**asdict(one), "doctor": _doctor(one.doctor)}
        return {"kind": "resume", **written, "elapsed_s": round(one.elapsed_s, 3)}
    return {"kind": "end", **asdict(one)}


def cell(one: Cell) -> Json:
    """A cell as the bench writes it."""
    return {**asdict(one), "params": dict(one.params)}


def measurement(one: Measurement) -> Json:
    """A measurement as the bench writes it, without what was not measured."""
    written: Json = {
        "cell": cell(one.cell),
        "strategy": one.contender.strategy,
        "engine": one.contender.engine,
        "kind": one.kind,
        "language": one.language,
        "limit": one.limit,
        "status": str(one.status),
        "reason": one.reason,
    }
    if one.status is Status.VOID or one.makespan_ns:
        written["makespan_ns"] = list(one.makespan_ns)
    if not one.figures and not one.ok:
        return written
    return {
        **written,
        "ideal_ns": one.ideal_ns,
        "ideal_bound": one.ideal_bound,
        **({"cores": one.cores} if one.cores else {}),
        "cold": one.cold,
        "too_short": one.too_short,
        "digest": one.digest,
        "server": asdict(one.server) if one.server else None,
        "marks": list(one.marks),
        **one.figures,
        **{name: asdict(spread) for name, spread in one.spreads.items()},
    }


def _header(one: Header) -> Json:
    suite, protocol = one.suite, one.protocol
    search = asdict(protocol.search) if protocol.search else None
    search = search and {name: value for name, value in search.items() if value}
    optional = {
        "description": suite.description or None,
        "budget_s": protocol.budget_s,
        "retry": None if protocol.retry else False,
        "margin": protocol.margin,
        "workload_file": one.workload_file,
        "texts": dict(suite.texts) or None,
        "texts_hidden": list(one.texts_hidden) or None,
        "scaling": dict(one.scaling) or None,
        "binaries": None if one.binaries is None else dict(one.binaries),
        "goals": [_goal(goal) for goal in suite.goals] or None,
    }
    return {
        "crossover_schema": schema.VERSION,
        "kind": "header",
        "version": one.version,
        "suite": suite.name,
        "seed": one.seed,
        "started": one.started,
        "blocks": suite.blocks,
        "rates": dict(one.rates),
        **{name: value for name, value in optional.items() if value is not None},
        "sample_timeout_s": protocol.sample_timeout_s,
        "search": search,
        "doctor": _doctor(one.doctor),
        "cells": [_planned(planned) for planned in suite.cells],
        "host": asdict(one.host),
        "build": asdict(one.build),
    }


def _planned(one: PlannedCell) -> Json:
    names = {"contenders": [c.name for c in one.contenders]} if one.contenders else {}
    rest = {
        name: value for name, value in asdict(one).items() if name not in ("cell", "contenders")
    }
    words = {name: rest.pop(name) for name in ("title", "family")}
    told = {name: word for name, word in words.items() if word}
    return {**cell(one.cell), **names, **rest, **told}


def _goal(one: Goal) -> Json:
    return {
        "cell": one.cell,
        "metric": one.metric,
        "contender": one.contender.name,
        "baseline": one.baseline,
        "figure": one.fixed,
        "at_most" if one.at_most else "at_least": one.bound,
        "why": one.why,
        "skipped": one.skipped,
        **({} if one.other_cell is None else {"other_cell": one.other_cell}),
    }


def _doctor(one: Doctor | None) -> Json | None:
    return None if one is None else asdict(one)


def _sample(one: Sample) -> Json:
    return {
        "kind": "sample",
        "block": one.block,
        "order": one.order,
        "cell": one.cell,
        "started": one.started,
        "elapsed_s": round(one.elapsed_s, 6),
        "exit_code": one.exit_code,
        **({"control": True} if one.control else {}),
        "measurement": measurement(one.measurement),
    }


def _block(one: Block) -> Json:
    figures = {
        name: None if value is None else round(value, 4)
        for name, value in asdict(one.interference).items()
    }
    return {
        "kind": "block",
        "cell": one.cell,
        "block": one.number,
        "attempt": one.attempt,
        "samples": one.samples,
        "interference": figures,
        "tainted": list(one.tainted),
        "left_out": list(one.left_out),
        **({} if one.elapsed_s is None else {"elapsed_s": round(one.elapsed_s, 3)}),
    }
