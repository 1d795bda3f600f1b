"""Which figures show what the program contract costs, and what is promised of each."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from crossover_tool.bench import targets
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.bench.programs import folder_of
from crossover_tool.cell import BASELINE, Cell, Contender
from crossover_tool.overhead.alternating import Pairing
from crossover_tool.overhead.bare_script import BareScript, server_of
from crossover_tool.overhead.bench_side import Sides, contract_us, makespan_ns
from crossover_tool.overhead.promise import Promise

TARGET = "overhead_programs"
"""Of the build: every program that is measured beside the bench."""
EMPTY, NATIVE, BARE = "empty", "native", "bare"
KINDS = (EMPTY, NATIVE, BARE)
MOST_US = 100.0
NATIVE_WITHIN = 0.02
BARE_WITHIN = 0.05

NOTHING = Cell.parse("noop/tasks:1/limit:1")
"""As near to an empty program as a contender can be: one task that does nothing."""
NO_WORK = (Contender(BASELINE, "raw_static_split"), Contender("sequential", "cpython"))

AS_PROGRAM = Contender(BASELINE, "cpp_contender")
"""The contenders of the bench below as a program (tests/bench/programs/cpp_contender.cpp)."""
IN_THE_BENCH = (
    ("timer/tasks:1000/limit:1000/wait_us:10000", Contender("gather", "asio")),
    ("sha256/tasks:100/limit:1/bytes:400000/cpu_us:1000", Contender("thread_pool", "ring")),
)
"""Waiting, and computing: batches of 10 ms and of some 20 ms. The shortest of which the promise
speaks show the most of the contract; one thread computes, so that no second one's turn hides it."""

LIBRARIES = ("asyncio", "uvloop", "trio")
OF_THE_ARTICLE = (
    "timer/tasks:1200/limit:1200/wait_us:50000",
    "tcp/tasks:100/limit:100/wait_us:5000/bytes:64",
)
"""The waiting cells of the suite article."""


@dataclass(frozen=True)
class _Asked:
    """A promise about a contender on a cell, beside another contender or a bare script."""

    promise: Promise
    cell: Cell
    contender: Contender
    beside: Contender | BareScript | None = None

    @property
    def wanted(self) -> list[tuple[Cell, Contender]]:
        both = [self.contender, *([self.beside] if isinstance(self.beside, Contender) else [])]
        return [(self.cell, one) for one in both]


def pairings(bench: Bench, kinds: Sequence[str]) -> list[Pairing]:
    """The figures of these kinds, each ready to be taken or with its reason why not. MissingError,
    SampleError and UsageError as the bench raises them."""
    asked = [*(_empty(NO_WORK) if EMPTY in kinds else [])]
    asked += _native() if NATIVE in kinds else []
    asked += _bare(bench) if BARE in kinds else []
    catalog = bench.catalog([one.contender.name for one in asked])
    there = [one for one in asked if not _missing(bench, catalog, one)]
    sides = Sides(bench, [pair for one in there for pair in one.wanted])
    return [_pairing(sides, one, _missing(bench, catalog, one)) for one in asked]


def pairings_of(bench: Bench, own: Sequence[Contender]) -> list[Pairing]:
    """What the contract costs the contenders of a program, on no work."""
    asked = _empty(own)
    sides = Sides(bench, [pair for one in asked for pair in one.wanted])
    return [_pairing(sides, one, "") for one in asked]


def build(bench: Bench) -> None:
    """Brings the programs of the project's own build up to date that are measured beside the bench.
    MissingError when they cannot be built."""
    if targets.is_own(bench.path):
        targets.build(TARGET, "the programs")


def _empty(contenders: Sequence[Contender]) -> list[_Asked]:
    return [
        _Asked(Promise(EMPTY, one.name, NOTHING.label, 0.0, MOST_US), NOTHING, one)
        for one in contenders
    ]


def _native() -> list[_Asked]:
    return [
        _within(NATIVE, Cell.parse(key), one, f"{one.name} in the bench", one, NATIVE_WITHIN)
        for key, one in IN_THE_BENCH
    ]


def _bare(bench: Bench) -> list[_Asked]:
    found = []
    for key in OF_THE_ARTICLE:
        for library in LIBRARIES:
            cell = Cell.parse(key)
            script = BareScript(library, cell, server_of(bench.path))
            who = Contender("gather", library)
            found.append(_within(BARE, cell, who, script.path.name, script, BARE_WITHIN))
    return found


def _within(
    kind: str,
    cell: Cell,
    contender: Contender,
    name: str,
    beside: Contender | BareScript,
    margin: float,
) -> _Asked:
    """Of a contender of the bench the program is who is asked about, and the contender beside."""
    who = AS_PROGRAM if isinstance(beside, Contender) else contender
    promise = Promise(kind, who.name, cell.label, 1.0 / (1.0 + margin), 1.0 + margin, name)
    return _Asked(promise, cell, who, beside)


def _missing(bench: Bench, catalog: Catalog, asked: _Asked) -> str:
    """Why a contender that is asked for is not known to the bench; "" when all are."""
    for _, one in asked.wanted:
        if one.strategy == BASELINE:
            if not os.access(folder_of(bench.path) / one.engine, os.X_OK):
                return f"the program {one.engine} is not built: --target {TARGET}"
        elif one not in catalog.contenders:
            return catalog.skipped.get(one, f"this bench knows no contender {one.name}")
    return ""


def _pairing(sides: Sides, asked: _Asked, missing: str) -> Pairing:
    reasons = [missing] if missing else [sides.reason(*one) for one in asked.wanted]
    if reason := next(filter(None, reasons), ""):
        return Pairing(asked.promise, reason=reason)
    cell, beside = asked.cell, asked.beside
    figure = contract_us if beside is None else makespan_ns
    pairing = Pairing(asked.promise, sides.side(cell, asked.contender, figure).take)
    if isinstance(beside, Contender):
        pairing.take_beside = sides.side(cell, beside, figure).take
    elif beside is not None:
        pairing.take_beside = beside.take
    return pairing
