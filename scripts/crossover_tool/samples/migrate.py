"""Older results files, line by line, as this version would have written them.

Each step is pure and goes from one schema version to the next; a file of version 1 takes them all.
What an older version did not note stays absent, and is never made up.

1 -> 2: a digest was noted as `digest_ok`; nothing else was named otherwise.
2 -> 3: the words of the design: ceiling -> ideal, peer -> server, weather -> interference, look ->
interim; a contender's kind stands beside it; the lock-free ring was engine `std` of `thread_pool`
and is `ring`, and `std_index` is `index`; a run of goals is a run, whose baselines are contenders
`baseline/NAME`.
"""

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
Step = Callable[[list[Json]], list[Json]]
"""The lines of a file, the header first, from one version to the next."""

MIXED = ("peers", "goals")
"""What runs of goals were called, as prefixes of their records' kinds."""

HEADERS = ("header", *(f"{prefix}_header" for prefix in MIXED))

ENGINES = {"thread_pool/std": "thread_pool/ring", "thread_pool/std_index": "thread_pool/index"}
MISTAKES = ("blocking_gather", "thread_per_task", "fork_per_task")
DOCUMENTED = (
    "gather/asio_awaitable",
    "semaphore/asio_awaitable",
    "gather/asio_parallel_group",
    "thread_pool/asio",
    "thread_pool/libuv",
    "thread_pool/tbb",
    "thread_pool/tbb_tasks",
)
LINE_NAMES = {"weather": "interference"}
GOAL_NAMES = {"peer": "baseline"}
MEASUREMENT_NAMES = {
    "ceiling_ns": "ideal_ns",
    "ceiling_kind": "ideal_bound",
    "ideal_kind": "ideal_bound",
    "peer": "server",
}


def version_of(header: Json) -> object:
    """The schema version of a file, from its first line; None when that names none."""
    return header.get("crossover_schema")


def migrated(lines: list[Json], newest: int) -> list[Json]:
    """The lines of a file, of which the first is its header, in version `newest`. ValueError where
    the first line is none."""
    if lines[0].get("kind") not in HEADERS:
        raise ValueError("the first line is no header")
    for version in range(int(str(version_of(lines[0]))), newest):
        lines = STEPS[version](lines)
    return lines


def _to_2(lines: list[Json]) -> list[Json]:
    return [_line_to_2(line) for line in lines]


def _line_to_2(line: Json) -> Json:
    if line.get("kind") == "header":
        return {**line, "crossover_schema": 2}
    if line.get("kind") != "sample":
        return line
    measurement = dict(line["measurement"])
    if measurement.pop("digest_ok", True) is not True:
        raise ValueError("a sample's digest_ok is not true")
    return {**line, "measurement": measurement}


def _to_3(lines: list[Json]) -> list[Json]:
    renamed = [_renamed(line) for line in lines]
    header = renamed[0]
    found = [_sample_to_3(one, header) if one["kind"] == "sample" else one for one in renamed]
    ideals = _ideals(found, header)
    return [
        _header_to_3(header),
        *(_with_ideal(one, ideals) if one["kind"] == "sample" else one for one in found[1:]),
    ]


def _renamed(line: Json) -> Json:
    """The line with the present kind of record, and the present name of what it holds."""
    prefix, _, plain = str(line["kind"]).rpartition("_")
    kind = plain if prefix in MIXED else "interim" if line["kind"] == "look" else line["kind"]
    return {**_under(line, LINE_NAMES), "kind": kind}


def _under(record: Json, names: Mapping[str, str]) -> Json:
    return {names.get(name, name): value for name, value in record.items()}


def _header_to_3(line: Json) -> Json:
    goals = [_goal_to_3(goal) for goal in line["goals"]] if "goals" in line else None
    cells = [_cell_to_3(number, cell, goals) for number, cell in enumerate(line["cells"])]
    held = {} if goals is None else {"goals": goals}
    return {**line, "crossover_schema": 3, "cells": cells, **held}


def _goal_to_3(goal: Json) -> Json:
    goal = _under(goal, GOAL_NAMES)
    baseline = "ideal" if goal["baseline"] == "ceiling" else goal["baseline"]
    return {**goal, "baseline": baseline, "contender": _contender(goal["contender"])[0]}


def _cell_to_3(number: int, cell: Json, goals: list[Json] | None) -> Json:
    kept = {name: value for name, value in cell.items() if name != "twin"}
    if goals is not None:
        return {"group": number, "chart": "", **kept, "contenders": _entrants(number, goals)}
    if "contenders" in cell:
        kept["contenders"] = [_contender(name)[0] for name in cell["contenders"]]
    return kept


def _entrants(number: int, goals: list[Json]) -> list[str]:
    """Who met on a cell because of the goals that compare there: contenders, then baselines."""
    here = [
        goal
        for goal in goals
        if number in (goal["cell"], goal.get("other_cell", goal["cell"])) and not goal["skipped"]
    ]
    programs = [
        goal["baseline"] for goal in here if goal["baseline"] not in ("", "ideal", "itself")
    ]
    names = [goal["contender"] for goal in here]
    return list(dict.fromkeys([*names, *(f"baseline/{name}" for name in programs)]))


def _sample_to_3(line: Json, header: Json) -> Json:
    measurement = _under(line["measurement"], MEASUREMENT_NAMES)
    entrant = line.get("entrant")
    if entrant is None:
        entrant = f"{measurement['strategy']}/{measurement['engine']}"
    program = "/" not in entrant
    name, kind = (f"baseline/{entrant}", "baseline") if program else _contender(entrant)
    strategy, _, engine = name.partition("/")
    kept = {key: value for key, value in line.items() if key != "entrant"}
    cell = measurement.get("cell") or _plain(header["cells"][line["cell"]])
    return {
        **kept,
        "measurement": {
            **{key: value for key, value in measurement.items() if key not in _OF_PROGRAMS},
            "cell": cell,
            "strategy": strategy,
            "engine": engine,
            "kind": kind,
            "limit": measurement.get("limit", cell["limit"]),
        },
    }


_OF_PROGRAMS = ("program", "workload", "tasks")
"""How a baseline named itself and its cell."""


def _plain(cell: Json) -> Json:
    return {name: cell[name] for name in ("workload", "tasks", "limit", "params")}


def _contender(name: str) -> tuple[str, str]:
    """The name that a contender has now, and its kind."""
    now = ENGINES.get(name, name)
    strategy = now.partition("/")[0]
    if strategy in MISTAKES:
        return now, "mistake"
    return now, "documented" if now in DOCUMENTED else "best"


def _ideals(lines: list[Json], header: Json) -> dict[int, float]:
    """The ideal on each cell of whoever kept the cell's own limit there."""
    return {
        line["cell"]: line["measurement"]["ideal_ns"]
        for line in lines
        if line["kind"] == "sample"
        and line["cell"] < len(header["cells"])
        and "ideal_ns" in line["measurement"]
        and line["measurement"]["limit"] == header["cells"][line["cell"]]["limit"]
    }


def _with_ideal(line: Json, ideals: Mapping[int, float]) -> Json:
    """A baseline ran on the very cell that contenders did, with its limit, and noted no ideal."""
    measurement = line["measurement"]
    if measurement["status"] != "ok" or "ideal_ns" in measurement or line["cell"] not in ideals:
        return line
    return {**line, "measurement": {**measurement, "ideal_ns": ideals[line["cell"]]}}


STEPS: Mapping[int, Step] = {1: _to_2, 2: _to_3}
"""By the version that a step starts from."""
