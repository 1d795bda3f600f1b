"""Whether a task costs the same when there are a million of them: what each contender pays for one,
at both ends of a sweep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.group import GroupResult
from crossover_tool.cell import Contender

SMALL, LARGE = 10_000, 1_000_000
MOST_GROWTH = 1.5
"""Cost is linear when a task of a million costs at most half as much again as one of ten
thousand."""

Cost = Callable[[Measured], Mapping[int, float]]
"""What a batch costs in ns, by block."""


@dataclass(frozen=True)
class Growth:
    """A contender's ns a task at LARGE over that at SMALL: the median over the blocks that both
    have."""

    contender: Contender
    ratio: float

    @property
    def linear(self) -> bool:
        """Whether the cost of a batch grows with the number of tasks and no faster."""
        return self.ratio <= MOST_GROWTH

    @property
    def verdict(self) -> str:
        """`linear` or `too much`."""
        return "linear" if self.linear else "too much"


def makespans(measured: Measured) -> Mapping[int, float]:
    """The cost of tasks that do nothing: the time they take."""
    return measured.by_block


def cpu_times(measured: Measured) -> Mapping[int, float]:
    """The cost of tasks that wait: user and system time, for their makespan is mostly the wait."""
    return measured.cpu_by_block


def growths(group: GroupResult, cost: Cost) -> list[Growth]:
    """The growth of every contender that was measured at both sizes of a sweep over tasks, the
    steepest first."""
    at = {result.cell.tasks: result for result in group.cells} if group.axis == "tasks" else {}
    if SMALL not in at or LARGE not in at:
        return []
    small = {m.contender: cost(m) for m in at[SMALL].ranked}
    found = []
    for measured in at[LARGE].ranked:
        before, after = small.get(measured.contender, {}), cost(measured)
        both = [block for block in sorted(set(before) & set(after)) if before[block] > 0]
        ratios = [after[block] / before[block] * SMALL / LARGE for block in both]
        if ratios:
            found.append(Growth(measured.contender, median(ratios)))
    return sorted(found, key=lambda growth: (-growth.ratio, growth.contender.name))
