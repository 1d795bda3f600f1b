"""How late each loop was: the median beat, the 99th percentile and the worst, side by side on one
scale."""

from collections.abc import Callable
from typing import Any

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.costs import Lag
from crossover_tool.analysis.lag import watched
from crossover_tool.charts.frame import Words
from crossover_tool.charts.ranking import Panel, draw_rows
from crossover_tool.stats.median import Interval
from crossover_tool.units import show

COLUMNS: tuple[tuple[str, Callable[[Lag], Interval]], ...] = (
    ("half of the beats: later than", lambda lag: lag.p50),
    ("1 of 100: later than", lambda lag: lag.p99),
    ("the latest of all", lambda lag: lag.max),
)


def lag_chart(result: CellResult, words: Words) -> Any:
    """The figure of one cell; rows by rising worst lag. Precondition: a loop was watched."""
    rows = watched(result)
    intervals = [pick(row.costs.lag) for row in rows if row.costs.lag for _, pick in COLUMNS]
    ends = (min(i.low for i in intervals), max(i.high for i in intervals))
    panels = [
        Panel(title, _of(pick), show.duration_ns, show.short_duration_ns, 10, ends=ends)
        for title, pick in COLUMNS
    ]
    return draw_rows(rows, panels, words)


def _of(pick: Callable[[Lag], Interval]) -> Callable[[Measured], Interval]:
    def interval(measured: Measured) -> Interval:
        assert measured.costs.lag
        return pick(measured.costs.lag)

    return interval
