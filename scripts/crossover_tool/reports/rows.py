"""The ranked table of a cell, as text: the same rows for the terminal and for Markdown."""

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.stats.verdict import Standing
from crossover_tool.units import show

HEADINGS = (
    "",
    "contender",
    "makespan",
    "interval",
    "to best",
    "its interval",
    "CPU",
    "memory",
    "efficiency",
    "bound by",
    "verdict",
)
STANDINGS = {Standing.BEATEN: "slower", Standing.EQUAL: "tie", Standing.UNRESOLVED: "not separated"}


def rows(result: CellResult) -> list[tuple[str, ...]]:
    """One row a contender by rising makespan, under HEADINGS."""
    return [
        _row(result, measured, str(result.ranks[measured.contender.name]))
        for measured in result.ranked
    ]


def _row(result: CellResult, measured: Measured, rank: str) -> tuple[str, ...]:
    makespan, rival = measured.makespan, result.rival(measured.contender)
    interval = (
        f"{show.duration_ns(makespan.low)} to {show.duration_ns(makespan.high)}"
        if makespan.count > 1
        else ""
    )
    against = (
        f"{show.ratio(rival.low)} to {show.ratio(rival.high)}" if rival and rival.blocks > 1 else ""
    )
    if rival and rival.high > 1e4:
        against = "unknown"
    return (
        rank,
        measured.contender.name,
        show.duration_ns(makespan.median),
        interval,
        show.ratio(result.ratio(measured)),
        against,
        show.duration_ns(measured.cpu.median),
        show.size_bytes(measured.memory.median),
        "" if measured.efficiency is None else f"{measured.efficiency:.3f}",
        measured.bound,
        result.judgement.verdict.value if rival is None else STANDINGS[rival.standing],
    )
