"""Results made by hand: makespans that a test plants, in files that pass for a run's own."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from conftest import frozen, lines_of

Spans = Callable[[Mapping[str, Any], str, int], float | None]
"""(cell, contender, block) -> makespan in ns; None: not measured."""


def cell(workload: str, tasks: int, limit: int, chart: str = "", **params: int) -> dict[str, Any]:
    """A cell as a header holds it."""
    return {
        "workload": workload,
        "tasks": tasks,
        "limit": limit,
        "params": params,
        "group": 0,
        "chart": chart,
        "blocks": 1,
    }


def write_results(
    folder: Path,
    cells: Sequence[dict[str, Any]],
    contenders: Sequence[str],
    blocks: int,
    spans: Spans,
    twins: Mapping[str, Sequence[float]] | None = None,
    **changes: Any,
) -> Path:
    """A complete run in `folder`, in which every contender took on every cell what `spans` says.

    Those in `twins` ran twice in each block, the second time by these factors longer, block by
    block. `changes` go into the header; those to `host` and `build` are merged.
    """
    header, *samples, end = lines_of(frozen())
    header.update(cells=list(cells), blocks=blocks)
    for name, value in changes.items():
        header[name] = {**header[name], **value} if name in ("host", "build") else value
    model = next(s for s in samples if s["measurement"]["status"] == "ok")
    lines: list[dict[str, Any]] = []
    for block in range(blocks):
        for number, described in enumerate(cells):
            for name in contenders:
                span = spans(described, name, block)
                if span is not None:
                    lines.append(_sample(model, number, described, name, block, len(lines), span))
                if span is not None and name in (twins or {}):
                    second = span * (twins or {})[name][block]
                    again = _sample(model, number, described, name, block, len(lines), second)
                    lines.append({**again, "control": True})
    folder.mkdir(parents=True, exist_ok=True)
    records = [header, *lines, {**end, "samples": len(lines), "status": "complete"}]
    (folder / "samples.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


def _sample(
    model: dict[str, Any],
    number: int,
    described: dict[str, Any],
    name: str,
    block: int,
    order: int,
    span: float,
) -> dict[str, Any]:
    strategy, engine = name.split("/")
    plain = {key: described[key] for key in ("workload", "tasks", "limit", "params")}
    limit = {"sequential": 1, "gather": described["tasks"]}.get(strategy, described["limit"])
    ideal_ns = described["params"].get("wait_us", 0) * 1000
    measurement = {
        **model["measurement"],
        "cell": plain,
        "strategy": strategy,
        "engine": engine,
        "limit": limit,
        "makespan_ns": [round(span)],
        "ideal_ns": ideal_ns,
        "efficiency": ideal_ns / span if ideal_ns else None,
    }
    return {**model, "block": block, "order": order, "cell": number, "measurement": measurement}
