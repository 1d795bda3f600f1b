"""Speed-up over sequential against workers, with the ideal: what a model makes of the cores."""

from typing import Any

from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.speedup import speedup
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import Reference, Series, collect
from crossover_tool.charts.sweep import Scale, draw

SPLIT_ENGINE = "static_split"


def speedup_chart(group: GroupResult, words: Words, cores: int) -> Any:
    """The figure of a group swept over workers; the ideal is min(workers, cores)."""
    found = collect(group, speedup, aside=SPLIT_ENGINE)
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
