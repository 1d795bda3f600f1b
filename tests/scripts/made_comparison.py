"""Comparisons made by hand, as `compare` would find them."""

import math
from typing import Any

from crossover_tool.analysis.compare import Change, Compared, Comparison
from crossover_tool.cell import Cell
from crossover_tool.stats.median import Interval
from crossover_tool.stats.welch import LogDifference

CELL = Cell("timer", 100, 10, (("wait_us", 5000),))


def row(
    contender: str = "gather/asio",
    ratio: float = 1.2,
    change: Change = Change.SLOWER,
    cell: Cell = CELL,
    blocks: int = 9,
) -> Compared:
    """10 ms before, `ratio` times that after, give or take 1 %; unknown below two blocks."""
    log = math.log(ratio)
    known = blocks > 1
    error = 0.005 if known else math.nan
    before, after = (
        Interval(span, span * 0.99, span * 1.01, blocks, 0.95) for span in (10e6, 10e6 * ratio)
    )
    ends = (ratio * 0.99, ratio * 1.01) if known else (0.0, math.inf)
    difference = LogDifference(log, error, 14.0, (log - 0.01, log + 0.01))
    return Compared(cell, contender, before, after, difference, *ends, change)


def comparison(*rows: Compared, **changes: Any) -> Comparison:
    """These rows, with a margin of 2 %."""
    plain = dict.fromkeys(("lost", "only_after", "fronts", "host_changes", "build_changes"), ())
    return Comparison(rows=rows, **{**plain, "margin": 0.02, "drift": 0.0, **changes})
