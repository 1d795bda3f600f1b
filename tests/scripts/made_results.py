"""Results made by hand: makespans that a test plants, as the stand-in bench would have measured
them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_bench
import made_goals
from conftest import frozen
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.contender import measured as brought_to_medians
from crossover_tool.cell import Cell, Contender
from crossover_tool.samples import codec, schema
from crossover_tool.samples.reader import Results, read
from crossover_tool.samples.records import End, Header, Record, Sample
from crossover_tool.suite import PlannedCell

Json = dict[str, Any]
Spans = Callable[[Json, str, int], float | None]
"""(cell as JSON, contender, block) -> makespan in ns; None: not measured."""

Change = Callable[[Json, int], Json]
"""(what the bench wrote, block) -> what it is to have written."""


def cell(
    workload: str, tasks: int, limit: int, chart: str = "", group: int = 0, **params: int | str
) -> PlannedCell:
    """A cell as a header holds it."""
    where = Cell(workload, tasks, limit, tuple(params.items()))
    return PlannedCell(where, (), blocks=3, group=group, chart=chart)


def header(cells: Sequence[PlannedCell], blocks: int = 3, **changes: Any) -> Header:
    """The frozen header with other cells. `changes` are of its fields; those to `host` and `build`
    are of theirs."""
    found = read(frozen()).header
    for name in ("host", "build"):
        changes[name] = replace(getattr(found, name), **changes.get(name, {}))
    suite = replace(found.suite, cells=tuple(cells), blocks=blocks)
    return replace(found, **{"suite": suite, **changes})


def measured(where: Cell, contender: str) -> Json:
    """What the stand-in bench writes of a contender on a cell."""
    return fake_bench.measure(codec.cell(where), *contender.split("/"))


def sample(where: int, block: int, order: int, measurement: Json) -> Sample:
    """A sample of the cell numbered `where`."""
    assert schema.measurement_problem(measurement) == ""
    found = codec.measurement(measurement)
    return Sample(block, order, where, found, "2026-01-01T00:00:00Z", 0.1, 0)


def engine(name: str, spans_ns: Sequence[float], **changes: Any) -> Measured:
    """A contender that took so long in each block; `changes` are of what is known of it."""
    who = Contender.parse(name)
    taken = [made_goals.measured(who, span) for span in spans_ns]
    samples = [Sample(block, block, 0, one) for block, one in enumerate(taken)]
    found = brought_to_medians(who, samples)
    assert found
    return replace(found, **changes)


def results(
    cells: Sequence[PlannedCell],
    contenders: Sequence[str],
    change: Change = lambda measurement, block: measurement,
    blocks: int = 3,
) -> Results:
    """Every contender on every cell in each block, as the stand-in bench measures it, each changed
    by `change`."""
    samples: list[Sample] = []
    for block in range(blocks):
        for number, planned in enumerate(cells):
            for name in contenders:
                found = change(measured(planned.cell, name), block)
                samples.append(sample(number, block, len(samples), found))
    return Results(Path("made-up"), header(cells, blocks), tuple(samples), "complete")


def write_results(
    folder: Path,
    cells: Sequence[PlannedCell],
    contenders: Sequence[str],
    blocks: int,
    spans: Spans,
    controls: Mapping[str, Sequence[float]] | None = None,
    **changes: Any,
) -> Path:
    """A complete run in `folder`, in which every contender took on every cell what `spans` says.

    Those in `controls` ran twice in each block, the second time by these factors longer, block by
    block. `changes` go into the header, as `header` takes them.
    """
    samples: list[Sample] = []
    for block in range(blocks):
        for number, planned in enumerate(cells):
            for name in contenders:
                span = spans(codec.cell(planned.cell), name, block)
                if span is None:
                    continue
                samples.append(_of(planned.cell, name, (number, block, len(samples)), span))
                if name in (controls or {}):
                    again = span * (controls or {})[name][block]
                    second = _of(planned.cell, name, (number, block, len(samples)), again)
                    samples.append(replace(second, control=True))
    end = End("2026-01-01T00:01:00Z", len(samples), "complete")
    return write(folder, [header(cells, blocks, **changes), *samples, end])


def write(folder: Path, records: Sequence[Record]) -> Path:
    """A results folder with these records."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(codec.written(record)) + "\n" for record in records]
    (folder / "samples.jsonl").write_text("".join(lines))
    return folder


def _of(where: Cell, name: str, place: tuple[int, int, int], span: float) -> Sample:
    ideal_ns = where.number("wait_us") * 1000
    planted = {
        "makespan_ns": [round(span)],
        "ideal_ns": ideal_ns,
        "efficiency": ideal_ns / span if ideal_ns else None,
    }
    return sample(*place, {**measured(where, name), **planted})
