"""What a line chart draws: one series a contender, and lines of reference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.group import GroupResult
from crossover_tool.cell import Contender
from crossover_tool.stats.median import Interval


@dataclass(frozen=True)
class Series:
    """A contender's intervals by swept value; `lead` marks the best contender of its strategy."""

    contender: Contender
    values: tuple[int, ...]
    intervals: tuple[Interval, ...]
    lead: bool
    kind: str = "best"


@dataclass(frozen=True)
class Reference:
    """A line of reference with its label."""

    label: str
    values: tuple[float, ...]
    heights: tuple[float, ...]


@dataclass(frozen=True)
class Fit:
    """A fitted curve of a strategy."""

    strategy: str
    values: tuple[float, ...]
    heights: tuple[float, ...]


SPLIT_ENGINE = "static_split"
"""An engine that shares tasks out beforehand: a reference and no choice."""


def collect(
    group: GroupResult, interval: Callable[[CellResult, Measured], Interval | None], aside: str = ""
) -> list[Series]:
    """A series for every contender of the group. The lead of a strategy is its best at the largest
    value it reached.

    An engine named `aside` never leads: it is a reference and no choice.
    """
    found: dict[Contender, list[tuple[int, Interval]]] = {}
    kinds: dict[Contender, str] = {}
    for result in group.cells:
        for measured in result.ranked:
            point = interval(result, measured)
            if point is not None:
                found.setdefault(measured.contender, []).append((group.value(result), point))
                kinds[measured.contender] = measured.kind
    leads = _leads(group.cells, aside)
    made = []
    for contender, points in found.items():
        values, intervals = tuple(v for v, _ in points), tuple(i for _, i in points)
        made.append(Series(contender, values, intervals, contender in leads, kinds[contender]))
    return made


def _leads(cells: Sequence[CellResult], aside: str) -> set[Contender]:
    leads: dict[str, Contender] = {}
    for result in cells:
        for measured in reversed(result.ranked):
            if measured.contender.engine != aside:
                leads[measured.contender.strategy] = measured.contender
    return set(leads.values())


def inverted(interval: Interval, numerator: float) -> Interval:
    """numerator / interval: a makespan's interval as a rate's."""
    low, high = numerator / interval.high, numerator / interval.low
    return Interval(numerator / interval.median, low, high, interval.count, interval.coverage)
