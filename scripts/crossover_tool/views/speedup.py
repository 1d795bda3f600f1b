"""Speed-up over sequential against workers, with the ideal: what a strategy makes of the cores."""

from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.charts import sweep
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import SPLIT_ENGINE, Reference, Series, collect
from crossover_tool.charts.style import Palette
from crossover_tool.charts.sweep import Lines, Scale
from crossover_tool.views.view import SweepView


class Speedup(SweepView):
    """A sweep over workers, with `sequential` in every cell."""

    name = "speedup"
    instead_of = ("throughput",)

    def applies(self) -> bool:
        cells = self.subject.cells
        return self.subject.axis == "cores" and all(cell.best_of("sequential") for cell in cells)

    def draw(self, words: Words, palette: Palette) -> Any:
        """The figure of a group swept over workers; the ideal is min(workers, cores)."""
        group, cores = self.subject, self.analysis.header.host.cores
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
        return sweep.draw(Lines(series, references, group.crossings), scale, words, palette)


def _as_reference(series: Series) -> Reference:
    heights = tuple(interval.median for interval in series.intervals)
    return Reference("static split", tuple(map(float, series.values)), heights)
