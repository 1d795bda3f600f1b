"""Latency by percentile: how long most tasks take, and how long the unlucky ones, to 1 in 1,000."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.choice import CHOSEN
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.costs import PERCENTILES, Tail
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import Reference, Series
from crossover_tool.charts.style import Palette
from crossover_tool.charts.sweep import Lines, Scale, draw
from crossover_tool.units import show
from crossover_tool.views.view import Chart, View, in_both

ENOUGH_TASKS = 1000
"""Fewer tasks have no 1 in 1,000. Probes are shown all the same: their tail is what matters."""

PLACES = {round(-1000.0 * math.log10(1.0 - share)): share for share in PERCENTILES.values()}
"""Where a percentile stands on an axis on which each further nine takes the same room."""


class LatencyPercentiles(View[GroupResult]):
    """A cell of several strategies whose tasks wait, and are many; or with tasks whose latency is what matters. Of a
    sweep the last one in which anything was measured."""

    name = "latency"
    of = GroupResult
    order = 85

    def applies(self) -> bool:
        return self.subject.measured and len(tails(self.subject.last_measured)) > 1

    def charts(self) -> Sequence[Chart]:
        result = self.subject.last_measured
        words = Words(tail_sentence(result), result.cell.label, self.caption([result]))
        return [in_both("-latency", words, partial(latency_chart, result))]


def tails(result: CellResult) -> list[tuple[Measured, Tail]]:
    """Each strategy's engine with the shortest tail, by rising tail, mistakes left out; none where there are too few
    tasks, or none of them waits."""
    many = result.cell.tasks >= ENOUGH_TASKS and result.cell.number("wait_us") > 0
    best: dict[str, tuple[Measured, Tail]] = {}
    for measured in result.ranked:
        tail, strategy = measured.costs.tail, measured.contender.strategy
        if tail and (many or tail.probes) and measured.kind in CHOSEN:
            known = best.get(strategy)
            if known is None or _worst(tail) < _worst(known[1]):
                best[strategy] = (measured, tail)
    return sorted(best.values(), key=lambda one: (_worst(one[1]), one[0].contender.name))


def _worst(tail: Tail) -> float:
    return list(tail.by_percentile.values())[-1].median


def tail_sentence(result: CellResult) -> str:
    """`1 task in 1,000 takes longer than 5.2 ms (gather) to 31 ms (thread_pool)`."""
    found = tails(result)
    which = list(found[0][1].by_percentile)[-1]
    often = f"{1.0 / (1.0 - PERCENTILES[which]):,.0f}"
    kind = "small task" if found[0][1].probes else "task"
    said = [
        f"{show.duration_ns(_worst(tail))} ({measured.contender.strategy})"
        for measured, tail in (found[0], found[-1])
    ]
    return f"1 {kind} in {often} takes longer than {' to '.join(said)}"


def latency_chart(result: CellResult, words: Words, palette: Palette) -> Any:
    """A line a strategy, from the median to the last percentile that there is; the dashed line is
    what a task takes with the machine to itself."""
    found = tails(result)
    places = dict(zip(PERCENTILES, PLACES))
    series = []
    for measured, tail in found:
        at, spans = tuple(map(places.__getitem__, tail.by_percentile)), tail.by_percentile.values()
        series.append(Series(measured.contender, at, tuple(spans), True, measured.kind))
    values = tuple(sorted({value for one in series for value in one.values}))
    alone = 1000.0 * sum(result.cell.number(name) for name in ("wait_us", "light_us", "cpu_us"))
    line = [Reference("alone", values, (alone,) * len(values))] if alone > 0 else []
    of = "a small task, from its arrival" if found[0][1].probes else "a task, from its start"
    scale = Scale(
        "of 100 tasks so many take no longer",
        f"time of {of} to its end (log), less is better",
        show.short_duration_ns,
        True,
        lambda place: f"{100.0 * PLACES[round(place)]:g}",
        True,
    )
    return draw(Lines(series, line), scale, words, palette)
