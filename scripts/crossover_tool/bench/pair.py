"""What the bench says of a contender on a cell before anything runs: it alone knows limits, ideals
and needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crossover_tool.cell import OWN_LANGUAGE, Cell, Contender


@dataclass(frozen=True)
class Needs:
    """What one process of the pair takes of the machine, at least."""

    descriptors: int = 0
    threads: int = 0
    processes: int = 0
    memory_bytes: int = 0


@dataclass(frozen=True)
class Pair:
    """A contender on a cell.

    `limit` is how many tasks it may have in flight, `reason` why it cannot run here ("" when it
    can), `ideal_ns` the least that a batch takes, with the cores that the contender may use, and
    `ideal_bound` what sets that: wait, cpu, limit, arrival or none. `least_ns` is the same.
    `cold`: a sample counts set-up and tear-down; `probes`: its small tasks are timed apart.
    """

    cell: Cell
    contender: Contender
    kind: str
    limit: int
    reason: str
    ideal_ns: float
    ideal_bound: str
    least_ns: float
    needs: Needs = Needs()
    cold: bool = False
    probes: bool = False
    language: str = OWN_LANGUAGE


Pairs = Mapping[tuple[Cell, Contender], Pair]
"""By the cell in its canonical form and the contender."""


def parse_pair(document: Mapping[str, Any]) -> Pair:
    """The pair in a line of `--plan`. KeyError, TypeError or ValueError when it has another
    shape."""
    cell = document["cell"]
    reason = str(document["reason"])
    if (document["status"] == "ok") != (reason == ""):
        raise ValueError(f"status {document['status']!r} with reason {reason!r}")
    return Pair(
        cell=Cell(cell["workload"], cell["tasks"], cell["limit"], tuple(cell["params"].items())),
        contender=Contender(document["strategy"], document["engine"]),
        kind=document["kind"],
        language=str(document.get("language", OWN_LANGUAGE)),
        limit=int(document["limit"]),
        reason=reason,
        ideal_ns=float(document["ideal_ns"]),
        ideal_bound=document["ideal_bound"],
        least_ns=float(document["least_ns"]),
        needs=Needs(**{name: int(document["needs"][name]) for name in Needs.__annotations__}),
        cold=bool(document["cold"]),
        probes=bool(document["probes"]),
    )
