"""All charts of an analysis: which kinds each group gets, and what they say."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossover_tool.analysis.decision_map import DecisionMap, map_finding
from crossover_tool.analysis.dispatch import is_dispatch
from crossover_tool.analysis.finding import cell_finding, sweep_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.lag import asks_for_lag, lag_finding
from crossover_tool.analysis.probes import has_probes
from crossover_tool.analysis.report import Analysis, machine
from crossover_tool.charts.decision_map import decision_map_chart
from crossover_tool.charts.dispatch import dispatch_chart
from crossover_tool.charts.frame import Words
from crossover_tool.charts.lag import lag_chart
from crossover_tool.charts.makespan import makespan_chart
from crossover_tool.charts.probe_latency import probe_chart
from crossover_tool.charts.ranking import ranking_chart
from crossover_tool.charts.save import save
from crossover_tool.charts.speedup import speedup_chart
from crossover_tool.charts.style import settings
from crossover_tool.charts.throughput import throughput_chart


@dataclass(frozen=True)
class Chart:
    """A chart to be drawn: its file name, its words, and how."""

    name: str
    words: Words
    draw: Callable[[Words], Any]


def plan(analysis: Analysis) -> dict[int, list[Chart]]:
    """The charts of every group, by the group's place in the analysis. Groups without a measurement
    have none."""
    charts: dict[int, list[Chart]] = {}
    names: set[str] = set()
    for number, group in enumerate(analysis.groups):
        if not any(result.ranked for result in group.cells):
            continue
        slug = group.slug if group.slug not in names else f"{group.slug}-{number + 1}"
        names.add(slug)
        maps = [chart for chart in analysis.maps if chart.group == group.cells[0].group]
        first = not any(
            charts.get(n) and analysis.groups[n].cells[0].group == group.cells[0].group
            for n in charts
        )
        charts[number] = [
            *(_map(chart, group, analysis) for chart in maps if first),
            *_sweep(group, slug, analysis),
            *_lag(group, slug, analysis),
            _ranking(group, slug, analysis),
        ]
    return charts


def make(charts: dict[int, list[Chart]], folder: Path) -> None:
    """Draws and saves every chart. ResultsError when one cannot be written."""
    with settings():
        for chart in (chart for group in charts.values() for chart in group):
            save(chart.draw(chart.words), folder, chart.name)


def _map(chart: DecisionMap, group: GroupResult, analysis: Analysis) -> Chart:
    """The map of a table, which stands with the first of its rows."""
    _, where = _caption(group, analysis)
    blocks = {m.makespan.count for result in chart.cells for m in result.ranked}
    many = f"{min(blocks)} to {max(blocks)}" if len(blocks) > 1 else str(max(blocks))
    fields = f"A field is a cell: {many} blocks, a fresh process each; the figure in it: how far the next model lies behind; dots: who was not beaten."
    words = Words(map_finding(chart), chart.setting, (fields, where))
    return Chart(chart.slug, words, lambda words: decision_map_chart(chart, words))


def _sweep(group: GroupResult, slug: str, analysis: Analysis) -> list[Chart]:
    if not group.axis:
        return []
    words = Words(sweep_finding(group), group.setting, _caption(group, analysis))
    cores = analysis.header.host.cores
    if is_dispatch(group):
        return [Chart(slug, words, lambda words: dispatch_chart(group, words))]
    if has_probes(group):
        return [Chart(f"{slug}-small", words, lambda words: probe_chart(group, words))]
    if group.axis == "tasks" or group.swept.is_param:
        return [Chart(slug, words, lambda words: makespan_chart(group, words))]
    if group.axis == "cores" and all(result.best_of("sequential") for result in group.cells):
        return [Chart(slug, words, lambda words: speedup_chart(group, words, cores))]
    return [Chart(slug, words, lambda words: throughput_chart(group, words))]


def _lag(group: GroupResult, slug: str, analysis: Analysis) -> list[Chart]:
    """How late the loops were, where the suite asks for it."""
    result = group.cells[0]
    if not asks_for_lag(result):
        return []
    words = Words(lag_finding(result), result.cell.label, _caption(group, analysis))
    return [Chart(f"{slug}-lag", words, lambda words: lag_chart(result, words))]


def _ranking(group: GroupResult, slug: str, analysis: Analysis) -> Chart:
    """The ranking with costs: of a single cell, or of a sweep's last cell in which anything was
    measured."""
    result = next(result for result in reversed(group.cells) if result.ranked)
    name = f"{slug}-cost" if group.axis else slug
    first, *rest = _caption(group, analysis)
    if any(measured.ideal_ns > 0 for measured in result.ranked):
        first = f"{first} |: the ideal at the contender's own limit."
    words = Words(cell_finding(result), result.cell.label, (first, *rest))
    return Chart(name, words, lambda words: ranking_chart(result, words))


def _caption(group: GroupResult, analysis: Analysis) -> tuple[str, ...]:
    counts = {m.makespan.count for result in group.cells for m in result.ranked}
    blocks = f"{min(counts)} to {max(counts)}" if len(counts) > 1 else str(max(counts))
    coverage = min(m.makespan.coverage for result in group.cells for m in result.ranked)
    bars = f"bars: {coverage:.0%} interval" if coverage > 0 else "one block gives no interval"
    law = "; dotted: the scalability law" if any(fitted.holds for fitted in group.scalings) else ""
    absent = sorted({a.contender.name for result in group.cells for a in result.absent})
    some = f"; not everywhere measured: {', '.join(absent)}" if absent else ""
    medians = f"Medians of {blocks} blocks, a fresh process each; {bars}{law}{some}."
    return medians, f"{machine(analysis.header)}; {analysis.header.started[:10]}."
