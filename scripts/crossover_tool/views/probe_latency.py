"""Probe latency: how long small tasks took beside others that burn CPU, in the tail."""

from collections.abc import Sequence
from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.costs import Times
from crossover_tool.analysis.finding import refused_in
from crossover_tool.charts import sweep
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import Reference, collect
from crossover_tool.charts.style import Palette
from crossover_tool.charts.sweep import Lines, times_along
from crossover_tool.units import show
from crossover_tool.views.view import SweepView, View

FEW = 3
"""So many strategies are named one by one; of more, the best and the worst."""


class ProbeLatency(SweepView):
    """A sweep in every cell of which somebody told the latency of small tasks: makespans, and
    where they cross, are not what matters there."""

    name = "probe_latency"
    suffix = "-small"
    instead_of = ("makespan", "throughput", "speedup", "dispatch", "cold_start", "crossovers")
    legend = """\
- **small**: the latency of the small tasks of `head_of_line`, from arrival to end."""

    def applies(self) -> bool:
        return bool(self.subject.axis) and all(by_strategy(cell) for cell in self.subject.cells)

    def finding(self) -> str:
        """`with heavy 5 %, 1 small task in 100 takes longer than 2.2 ms (offload) to 6.9 ms
        (gather): 3.1x`, for the far end."""
        group, last = self.subject, self.subject.cells[-1]
        place = f"with {group.swept.say(group.value(last))}, " if group.swept.is_param else ""
        return f"{place}{probe_sentence(last)}{refused_in(group)}"

    def draw(self, words: Words, palette: Palette) -> Any:
        """The 99th percentile of each contender; the dashed line is what a small task would take
        with the machine to itself."""
        group = self.subject
        series = collect(
            group, lambda _, measured: measured.costs.probes.p99 if measured.costs.probes else None
        )
        values = tuple(group.value(result) for result in group.cells)
        alone = tuple(
            1000.0 * (result.cell.number("wait_us") + result.cell.number("light_us"))
            for result in group.cells
        )
        scale = times_along(group.swept, values, "99th percentile of the small tasks' latency")
        line = [Reference("alone", values, alone)] if min(alone) > 0 else []
        return sweep.draw(Lines(series, line), scale, words, palette)


class ProbeLatencyOfCell(View[CellResult]):
    """The same of one cell."""

    name = "probe_latency_of_cell"
    of = CellResult
    order = 80

    def applies(self) -> bool:
        return bool(by_strategy(self.subject))

    def sentences(self) -> Sequence[str]:
        return [probe_sentence(self.subject)]


def by_strategy(result: CellResult) -> list[tuple[str, Times]]:
    """Each strategy's latency under its best engine, by rising 99th percentile."""
    best: dict[str, Times] = {}
    for measured in result.ranked:
        found, known = measured.costs.probes, best.get(measured.contender.strategy)
        if found and (known is None or found.p99.median < known.p99.median):
            best[measured.contender.strategy] = found
    return sorted(best.items(), key=lambda item: (item[1].p99.median, item[0]))


def probe_sentence(result: CellResult) -> str:
    """The latencies of a cell. A ratio is stated only where the two intervals lie apart."""
    found = by_strategy(result)
    best, worst = found[0][1].p99, found[-1][1].p99
    named = found if len(found) <= FEW else [found[0], found[-1]]
    said = [f"{show.duration_ns(probes.p99.median)} ({strategy})" for strategy, probes in named]
    between = " to " if len(found) > FEW else ", "
    text = f"1 small task in 100 takes longer than {between.join(said)}"
    if len(found) < 2:
        return text
    apart = best.count > 1 and best.high < worst.low
    return f"{text}: {show.ratio(worst.median / best.median) if apart else 'not separated'}"
