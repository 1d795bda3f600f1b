"""Speed-up over sequential against workers, with the ideal: what a strategy makes of the cores."""

from collections.abc import Sequence
from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.finding import sweep_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import SPLIT_ENGINE, Reference, Series, collect
from crossover_tool.charts.sweep import Scale, draw
from crossover_tool.views.view import Chart, View


class Speedup(View[GroupResult]):
    """A sweep over workers, with `sequential` in every cell."""

    name = "speedup"
    of = GroupResult
    instead_of = ("throughput",)

    def applies(self) -> bool:
        """See View."""
        cells = self.subject.cells
        return self.subject.axis == "cores" and all(cell.best_of("sequential") for cell in cells)

    def finding(self) -> str:
        """See View."""
        return sweep_finding(self.subject)

    def charts(self) -> Sequence[Chart]:
        """See View."""
        words = Words(self.finding(), self.subject.setting, self.caption(self.subject.cells))
        cores = self.analysis.header.host.cores
        return [Chart("", words, lambda words: speedup_chart(self.subject, words, cores))]


def speedup_chart(group: GroupResult, words: Words, cores: int) -> Any:
    """The figure of a group swept over workers; the ideal is min(workers, cores)."""
    found = collect(group, CellResult.speedup, aside=SPLIT_ENGINE)
    values = sorted({value for one in found for value in one.values} | {cores})
    inside = [value for value in values if value <= max(v for one in found for v in one.values)]
    ideal = Reference(
        "ideal", tuple(map(float, inside)), tuple(float(min(value, cores)) for value in inside)
    )
    references = [
        ideal,
        *(_as_reference(one) for one in found if one.contender.engine == SPLIT_ENGINE),
    ]
    series = [one for one in found if one.contender.engine != SPLIT_ENGINE]
    scale = Scale(
        "limit: workers",
        "speed-up over sequential in the same block",
        lambda value: f"{value:g}x",
        False,
    )
    return draw(series, references, scale, words, group.crossings)


def _as_reference(series: Series) -> Reference:
    heights = tuple(interval.median for interval in series.intervals)
    return Reference("static split", tuple(map(float, series.values)), heights)
