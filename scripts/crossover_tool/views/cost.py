"""Cost: what a task takes beside its time, and what was there at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.finding import cell_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.frame import Words
from crossover_tool.charts.panels import Panel, draw_rows
from crossover_tool.units import show
from crossover_tool.views.view import Chart, Column, Table, View

TIMES = ("p50", "p99", "max")


class Cost(View[GroupResult]):
    """The ranking beside CPU time and memory as a picture: of a single cell, or of a sweep's last
    in which anything was measured."""

    name = "cost"
    of = GroupResult
    order = 90

    def applies(self) -> bool:
        return self.subject.measured

    def charts(self) -> Sequence[Chart]:
        result = self.subject.last_measured
        first, *rest = self.caption(self.subject.cells)
        if any(measured.ideal_ns > 0 for measured in result.ranked):
            first = f"{first} |: the ideal at the contender's own limit."
        words = Words(cell_finding(result), result.cell.label, (first, *rest))
        suffix = "-cost" if self.subject.axis else ""
        return [Chart(suffix, words, lambda words: cost_chart(result, words))]


class CostOfCell(View[CellResult]):
    """A task's share of a batch, a row a contender."""

    name = "cost_of_cell"
    of = CellResult
    order = 70
    legend = """\
- What a task costs: **switches** of context, voluntary and not; **allocations** that the allocator
  was asked for, by whatever library, and their bytes; **memory** as above: each of a batch, over its
  tasks. **set-up** happens once, outside the makespan. **threads** and **processes** are the most
  that were seen. **refused**: calls that a service with a capacity turned away, wasted."""

    def applies(self) -> bool:
        return bool(self.subject.ranked)

    def sentences(self) -> Sequence[str]:
        """Who wasted calls on a server that had no room, and how many a task."""
        result = self.subject
        wasted = [(m.contender.name, m.costs.refused) for m in result.ranked if m.costs.refused]
        shares = [f"{name} {show.significant(calls / result.cell.tasks)}" for name, calls in wasted]
        return [f"calls a task that the service refused: {', '.join(shares)}"] if shares else []

    def tables(self) -> Sequence[Table]:
        """Columns in which nobody has anything are left out."""
        result = self.subject
        told = [one for one in _columns(result) if any(one.text(m) for m in result.ranked)]
        columns = [Column("contender", 100, right=False), *(Column(one.heading) for one in told)]
        rows = tuple((m.contender.name, *(one.text(m) for one in told)) for m in result.ranked)
        title = "What a task costs, and what was there at once"
        return [Table(tuple(columns), rows, title, details=True)]


@dataclass(frozen=True)
class _Figure:
    """A heading, and the text of a contender's figure; "" where nothing is known."""

    heading: str
    text: Callable[[Measured], str]


def _columns(result: CellResult) -> list[_Figure]:
    tasks = result.cell.tasks
    taken = partial(_taken, tasks)
    return [
        _Figure("time", lambda m: show.duration_ns(m.makespan.median / taken(m))),
        _Figure("CPU", lambda m: show.duration_ns(m.cpu.median / taken(m))),
        _Figure("switches", lambda m: show.significant(m.switches / taken(m))),
        _Figure("allocations", lambda m: _share(m.costs.allocations, taken(m), show.significant)),
        _Figure("allocated", lambda m: _share(m.costs.allocated_bytes, taken(m), show.size_bytes)),
        _Figure("memory", lambda m: show.size_bytes(max(0.0, m.bytes_per_task))),
        _Figure("set-up", lambda m: _told(m.costs.setup_ns, show.duration_ns)),
        _Figure("threads", lambda m: _told(m.costs.threads, show.significant)),
        _Figure("processes", lambda m: _told(m.costs.processes, show.significant)),
        _Figure("refused", lambda m: _share(m.costs.refused, tasks, show.significant)),
        *(_Figure(f"small {which}", partial(_probes, which)) for which in TIMES),
        *(_Figure(f"lag {which}", partial(_lag, which)) for which in TIMES),
    ]


def _taken(tasks: int, measured: Measured) -> float:
    """How many tasks were begun: not those that were refused."""
    requests = measured.costs.requests
    return max(1.0, tasks - requests.refused) if requests else tasks


def _told(value: float | None, text: Callable[[float], str]) -> str:
    return "" if value is None else text(value)


def _share(value: float | None, tasks: float, text: Callable[[float], str]) -> str:
    return "" if value is None else text(value / tasks)


def _lag(which: str, m: Measured) -> str:
    return show.duration_ns(m.costs.lag.of(which).median) if m.costs.lag else ""


def _probes(which: str, m: Measured) -> str:
    return show.duration_ns(m.costs.probes.of(which).median) if m.costs.probes else ""


def cost_chart(result: CellResult, words: Words) -> Any:
    """The figure of one cell; rows by rising makespan."""
    time, size = (show.duration_ns, show.short_duration_ns), (show.size_bytes, show.short_bytes)
    panels = [
        Panel("makespan", lambda m: m.makespan, *time, 10, result.ideal_ns),
        Panel("CPU time of a batch", lambda m: m.cpu, *time, 10),
        Panel("peak memory above idle", lambda m: m.memory, *size, 2),
    ]
    return draw_rows(result.ranked, panels, words)
