"""Tables beside the ranking: what a task costs in each contender, and whether that grows with the
number of tasks."""

from collections.abc import Callable
from dataclasses import dataclass

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.costs import Lag, Probes
from crossover_tool.analysis.dispatch import is_dispatch, per_task
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.growth import LARGE, MOST_GROWTH, SMALL, cpu_times, growths, makespans
from crossover_tool.stats.median import Interval
from crossover_tool.units import show

Table = list[tuple[str, ...]]


@dataclass(frozen=True)
class Column:
    """A heading, and the text of a contender's cell; "" where nothing is known."""

    heading: str
    text: Callable[[Measured], str]


def cost_table(result: CellResult) -> Table:
    """One row a contender by rising makespan, headings first: a task's share of a batch, and what
    was there at once.

    Columns in which nobody has anything are left out.
    """
    tasks = result.cell.tasks
    columns = [
        Column("contender", lambda m: m.contender.name),
        Column("time", lambda m: show.duration_ns(per_task(result, m).median)),
        Column("CPU", lambda m: show.duration_ns(m.cpu.median / tasks)),
        Column("switches", lambda m: show.significant(m.switches / tasks)),
        Column("allocations", lambda m: _share(m.costs.allocations, tasks, show.significant)),
        Column("allocated", lambda m: _share(m.costs.allocated_bytes, tasks, show.size_bytes)),
        Column("memory", lambda m: show.size_bytes(max(0.0, m.bytes_per_task))),
        Column("set-up", lambda m: _told(m.costs.setup_ns, show.duration_ns)),
        Column("threads", lambda m: _told(m.costs.threads, show.significant)),
        Column("processes", lambda m: _told(m.costs.processes, show.significant)),
        Column("refused", lambda m: _share(m.costs.refused, tasks, show.significant)),
        Column("small p50", _probes(lambda probes: probes.p50)),
        Column("small p99", _probes(lambda probes: probes.p99)),
        Column("small max", _probes(lambda probes: probes.max)),
        Column("lag p50", _lag(lambda lag: lag.p50)),
        Column("lag p99", _lag(lambda lag: lag.p99)),
        Column("lag max", _lag(lambda lag: lag.max)),
    ]
    told = [column for column in columns if any(column.text(m) for m in result.ranked)]
    return [
        tuple(column.heading for column in told),
        *(tuple(column.text(m) for column in told) for m in result.ranked),
    ]


def growth_title(group: GroupResult) -> str:
    """What the figures of `growth_table` are."""
    return (
        "Time of a batch over its tasks"
        if is_dispatch(group)
        else "CPU time of a batch over its tasks"
    )


def growth_table(group: GroupResult) -> Table:
    """ns a task at every swept value, a row a contender, and the growth from SMALL to LARGE tasks
    where both were measured.

    Empty for a group that measures more than running tasks, unless its tasks wait and it reaches
    from SMALL to LARGE.
    """
    dispatch = is_dispatch(group)
    grown = {
        growth.contender: growth for growth in growths(group, makespans if dispatch else cpu_times)
    }
    if not dispatch and not grown:
        return []
    steps = [result for result in group.cells if result.ranked]
    noun = "tasks" if group.axis == "tasks" else "limit"
    heading = ["contender", *(f"{noun} {show.count(group.value(result))}" for result in steps)]
    if grown:
        heading.append(f"{show.count(LARGE)} / {show.count(SMALL)} (at most {MOST_GROWTH})")
    contenders = sorted(
        {m.contender for result in steps for m in result.ranked}, key=lambda c: c.name
    )
    table: Table = [tuple(heading)]
    for contender in contenders:
        found = [
            next((m for m in result.ranked if m.contender == contender), None) for result in steps
        ]
        row = [contender.name]
        for result, m in zip(steps, found):
            cost = (
                None
                if m is None
                else per_task(result, m).median
                if dispatch
                else m.cpu.median / result.cell.tasks
            )
            row.append("" if cost is None else show.duration_ns(cost))
        if grown:
            growth = grown.get(contender)
            row.append(f"{show.ratio(growth.ratio)} {growth.verdict}" if growth else "")
        table.append(tuple(row))
    return table


def _told(value: float | None, text: Callable[[float], str]) -> str:
    return "" if value is None else text(value)


def _share(value: float | None, tasks: int, text: Callable[[float], str]) -> str:
    return "" if value is None else text(value / tasks)


def _lag(pick: Callable[[Lag], Interval]) -> Callable[[Measured], str]:
    return lambda m: show.duration_ns(pick(m.costs.lag).median) if m.costs.lag else ""


def _probes(pick: Callable[[Probes], Interval]) -> Callable[[Measured], str]:
    return lambda m: show.duration_ns(pick(m.costs.probes).median) if m.costs.probes else ""
