"""Entrants for tests: of one cell, as the stand-in bench plans them."""

from collections.abc import Sequence
from dataclasses import replace

from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Cell, Contender
from crossover_tool.plan.entrants import Entrants
from crossover_tool.suite import PlannedCell, Suite


def suite_of(key: str, names: Sequence[str], **changes: object) -> Suite:
    """One cell, in three blocks, of which a sample may take 3 s."""
    contenders = tuple(Contender.parse(name) for name in names)
    planned = PlannedCell(Cell.parse(key), contenders, 3, max_sample_us=3_000_000)
    return Suite("made", 3, (replace(planned, **changes),))  # type: ignore[arg-type]


def entrants_of(
    key: str, names: Sequence[str], seed: int = 1, strict: bool = False, **changes: object
) -> Entrants:
    """Contenders on one cell; `changes` are of the planned cell."""
    bench, suite = Bench(FAKE), replace(suite_of(key, names, **changes), strict=strict)
    return Entrants(suite, bench.catalog(), bench.plan(suite, {}), seed)
