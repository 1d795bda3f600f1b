"""Lag: how late the loops of a cell were, where the suite asks for it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.charts.frame import Words
from crossover_tool.charts.panels import Panel, draw_rows
from crossover_tool.analysis.group import GroupResult
from crossover_tool.stats.median import Interval
from crossover_tool.units import show
from crossover_tool.views.view import Chart, View

COLUMNS = {"p50": "half are later than", "p99": "1 of 100 is later than", "max": "the latest beat"}


class LoopLag(View[GroupResult]):
    """A cell whose table has `chart = "lag"`, and somebody whose loop was watched."""

    name = "lag"
    of = GroupResult
    order = 40
    legend = """\
- **lag**: how late a heartbeat, due every millisecond on the contender's loop, was let run."""

    def applies(self) -> bool:
        return self.subject.cells[0].chart == "lag" and bool(watched(self.subject.cells[0]))

    def finding(self) -> str:
        """`loops are late by at most 48 µs (gather), 102 ms (blocking_gather)`: each strategy's
        worst engine, least late first."""
        said = [f"{show.duration_ns(late)} ({name})" for name, late in self._worst().items()]
        return f"loops are late by at most {', '.join(said)}"

    def charts(self) -> Sequence[Chart]:
        result = self.subject.cells[0]
        words = Words(self.finding(), result.cell.label, self.caption([result]))
        return [Chart("-lag", words, lambda words: lag_chart(result, words))]

    def json(self) -> Mapping[str, object]:
        return {"lag_ns": self._worst()}

    def _worst(self) -> dict[str, float]:
        """The latest beat of each strategy's worst engine, least late first."""
        found = watched(self.subject.cells[0])
        worst = {m.contender.strategy: _lag("max", m).median for m in found}
        return dict(sorted(worst.items(), key=lambda item: item[1]))


def watched(result: CellResult) -> list[Measured]:
    """The contenders whose loop was watched, the least late first."""
    found = (m for m in result.ranked if m.costs.lag)
    return sorted(found, key=lambda m: (_lag("max", m).median, m.contender.name))


def lag_chart(result: CellResult, words: Words) -> Any:
    """The median beat, the 99th percentile and the worst, side by side on one scale; rows by rising
    worst lag."""
    rows = watched(result)
    intervals = [row.costs.lag.of(which) for row in rows if row.costs.lag for which in COLUMNS]
    ends = (min(i.low for i in intervals), max(i.high for i in intervals))
    panels = [
        Panel(title, partial(_lag, which), show.duration_ns, show.short_duration_ns, 10, ends=ends)
        for which, title in COLUMNS.items()
    ]
    return draw_rows(rows, panels, words)


def _lag(which: str, measured: Measured) -> Interval:
    assert measured.costs.lag
    return measured.costs.lag.of(which)
