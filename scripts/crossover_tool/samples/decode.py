"""From a line's JSON, which the schema has found right, to the value that it holds."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from crossover_tool.bench.build import Build
from crossover_tool.cell import Cell, Contender
from crossover_tool.goals.goal import Goal
from crossover_tool.host.host import Host
from crossover_tool.host.interference import Interference
from crossover_tool.host.noise_floor import Noise
from crossover_tool.host.summary import Caution, Doctor
from crossover_tool.samples.records import (
    Behind,
    Block,
    End,
    Header,
    Interim,
    Measurement,
    Percentiles,
    Protocol,
    Record,
    Resume,
    Sample,
    Search,
    ServerCounts,
    Status,
)
from crossover_tool.stats.regret import MARGIN
from crossover_tool.suites.suite import PlannedCell, Suite

Json = Mapping[str, Any]
Made = TypeVar("Made")


def record(json: Json) -> Record:
    """The record in `json`, whose `kind` the schema knows."""
    return _DECODERS[json["kind"]](json)


def cell(json: Json) -> Cell:
    """A cell as the bench and every record write it."""
    return Cell(json["workload"], json["tasks"], json["limit"], tuple(json["params"].items()))


def host(json: Json) -> Host:
    """A description of a machine."""
    return _made(Host, {**json, "load_average": tuple(json.get("load_average", ()))})


def build(json: Json) -> Build:
    """What the bench says of itself."""
    return _made(Build, json)


def measurement(json: Json) -> Measurement:
    """What the bench wrote of one contender on one cell.

    Numbers that are no part of its structure are figures, and objects with percentiles spreads: a
    metric needs no line here.
    """
    rest = {name: value for name, value in json.items() if name not in _STRUCTURE}
    server = json.get("server")
    kept = {name: value for name, value in json.items() if name in _PLAIN}
    return Measurement(
        **kept,
        cell=cell(json["cell"]),
        contender=Contender(json["strategy"], json["engine"]),
        status=Status(json["status"]),
        makespan_ns=tuple(json.get("makespan_ns", ())),
        server=_made(ServerCounts, server) if server else None,
        marks=tuple(json.get("marks", ())),
        figures={name: value for name, value in rest.items() if isinstance(value, (int, float))},
        spreads={
            name: _made(Percentiles, value)
            for name, value in rest.items()
            if isinstance(value, dict)
        },
    )


_PLAIN = (
    *("limit", "reason", "kind", "language", "ideal_ns", "ideal_bound", "cores"),
    *("cold", "too_short", "digest"),
)
_STRUCTURE = {one.name for one in fields(Measurement)} | {"strategy", "engine"}


def _made(kind: Callable[..., Made], json: Json) -> Made:
    """A flat dataclass from what it knows of an object."""
    known = {one.name for one in fields(kind)}
    return kind(**{name: value for name, value in json.items() if name in known})


def _header(json: Json) -> Header:
    search = json.get("search")
    suite = Suite(
        name=json["suite"],
        blocks=json["blocks"],
        cells=tuple(_planned(one) for one in json["cells"]),
        description=json.get("description", ""),
        texts=json.get("texts", {}),
        goals=tuple(_goal(one) for one in json.get("goals", ())),
    )
    protocol = Protocol(
        budget_s=json.get("budget_s"),
        retry=json.get("retry", True),
        sample_timeout_s=json.get("sample_timeout_s"),
        search=_made(Search, search) if search else None,
        margin=json.get("margin", MARGIN),
    )
    kept = ("version", "seed", "started", "rates", "scaling", "binaries", "workload_file")
    return Header(
        **{name: json[name] for name in (*kept, "noise_floor") if name in json},
        suite=suite,
        protocol=protocol,
        host=host(json["host"]),
        build=build(json["build"]),
        doctor=_doctor(json.get("doctor")),
        texts_hidden=tuple(json.get("texts_hidden", ())),
    )


def _planned(json: Json) -> PlannedCell:
    contenders = tuple(Contender.parse(name) for name in json.get("contenders", ()))
    kept = ("blocks", "max_sample_us", "group", "chart", "batches", "title", "family")
    return PlannedCell(
        cell(json), contenders, **{name: json[name] for name in kept if name in json}
    )


def _goal(json: Json) -> Goal:
    at_most = "at_most" in json
    return Goal(
        cell=json["cell"],
        metric=json["metric"],
        contender=Contender.parse(json["contender"]),
        baseline=json["baseline"],
        fixed=json["figure"],
        bound=json["at_most" if at_most else "at_least"],
        at_most=at_most,
        why=json["why"],
        skipped=json["skipped"],
        other_cell=json.get("other_cell"),
    )


def _doctor(json: Json | None) -> Doctor | None:
    if json is None:
        return None
    warnings = tuple(_made(Caution, one) for one in json["warnings"])
    return Doctor(_made(Noise, json["noise"]), warnings)


def _sample(json: Json) -> Sample:
    return _made(Sample, {**json, "measurement": measurement(json["measurement"])})


def _block(json: Json) -> Block:
    return Block(
        cell=json["cell"],
        number=json["block"],
        attempt=json["attempt"],
        samples=json["samples"],
        interference=_made(Interference, json["interference"]),
        tainted=tuple(json["tainted"]),
        left_out=tuple(json["left_out"]),
        elapsed_s=json.get("elapsed_s"),
    )


def _interim(json: Json) -> Interim:
    behind = tuple(_made(Behind, one) for one in json.get("behind", ()))
    return _made(Interim, {**json, "open": tuple(json["open"]), "behind": behind})


def _resume(json: Json) -> Resume:
    return Resume(
        started=json["started"],
        samples=json["samples"],
        left_out=tuple(json["left_out"]),
        host=host(json["host"]),
        doctor=_doctor(json.get("doctor")),
        elapsed_s=json.get("elapsed_s", 0.0),
    )


def _end(json: Json) -> End:
    return _made(End, json)


_DECODERS: Mapping[str, Callable[[Json], Record]] = {
    "header": _header,
    "sample": _sample,
    "block": _block,
    "interim": _interim,
    "resume": _resume,
    "end": _end,
}
