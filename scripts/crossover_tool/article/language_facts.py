"""What a sentence of the article may draw on: the figures of one language, each with its
interval."""

import re
from dataclasses import dataclass

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.group import GroupResult
from crossover_tool.article.observation import Observations, Observed
from crossover_tool.stats.median import Interval
from crossover_tool.units import show


class NotMeasured(Exception):
    """Why a figure is not there."""


@dataclass(frozen=True)
class Facts:
    """The observations, and the analysis of the suite's samples with the contenders of `language`
    alone; None where it has none."""

    language: str
    observations: Observations
    analysis: Analysis | None

    def observed(self, name: str) -> Observed:
        """An experiment. NotMeasured says why there is none."""
        found = self.observations.of(name, self.language)
        if found is None:
            raise NotMeasured("there is no such experiment in this language")
        if found.skipped:
            raise NotMeasured(found.skipped)
        return found

    def cell(self, workload: str, tasks: int = 0, limit: int = 0) -> CellResult:
        """The cell of a workload, with so many tasks and that limit where they are given.
        NotMeasured where nobody was measured there."""
        for group in self._groups():
            for result in group.cells:
                at = result.cell
                wanted = (workload, tasks or at.tasks, limit or at.limit)
                if result.ranked and (at.workload, at.tasks, at.limit) == wanted:
                    return result
        raise NotMeasured(f"nobody was measured on {workload}")

    def group(self, workload: str) -> GroupResult:
        """The sweep of a workload. NotMeasured as above."""
        for group in self._groups():
            if group.measured and group.cells[0].cell.workload == workload and group.axis:
                return group
        raise NotMeasured(f"nobody was measured along a sweep of {workload}")

    def best(self, result: CellResult, strategy: str) -> Measured:
        """The best contender of a strategy on a cell. NotMeasured where it was not measured."""
        found = result.best_of(strategy)
        if found is None:
            raise NotMeasured(f"{strategy} was not measured on {result.cell.label}")
        return found

    def _groups(self) -> tuple[GroupResult, ...]:
        return self.analysis.groups if self.analysis else ()


TIMES = {"ms": 1e6, "us": 1e3}
"""Nanoseconds in the unit that the name of a figure ends in, where it is a time."""


def written(found: Observed, text: str) -> str:
    """A text with the figures of an experiment in place of their names in braces, each with its
    interval: `{chain_ms} in turn` as `1.00 s [1.00 s, 1.01 s] in turn`."""
    return re.sub(r"\{(\w+)\}", lambda match: _figure(found, match[1]), text)


def _figure(found: Observed, name: str) -> str:
    of, unit = found.interval(name), TIMES.get(name.rpartition("_")[2])
    if unit is None:
        return number(of)
    scaled = (of.median * unit, of.low * unit, of.high * unit)
    return time_ns(Interval(*scaled, of.count, of.coverage))


def time_ns(of: Interval) -> str:
    """Nanoseconds as a time with its interval: `201 ms [200 ms, 203 ms]`."""
    low, high = show.duration_ns(of.low), show.duration_ns(of.high)
    return f"{show.duration_ns(of.median)} [{low}, {high}]"


def factor(of: Interval) -> str:
    """How many times, with its interval."""
    low, high = show.significant(of.low), show.significant(of.high)
    return f"{show.significant(of.median)} [{low}, {high}] times"


def number(of: Interval) -> str:
    """A count: its interval where it varies."""
    if of.low == of.high:
        return f"{of.median:,.0f}"
    return f"{of.median:,.0f} [{of.low:,.0f}, {of.high:,.0f}]"
