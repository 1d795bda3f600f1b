"""Tables beside the ranking: what a task costs in each contender, and whether that grows with the number of tasks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.costs import Lag
from crossover_tool.analysis.dispatch import LARGE, MOST_GROWTH, SMALL, growths, is_dispatch, per_task
from crossover_tool.analysis.group import GroupResult
from crossover_tool.stats.median import Interval
from crossover_tool.units import show

Table = list[tuple[str, ...]]


@dataclass(frozen=True)
class Column:
    """A heading, and the text of a contender's cell; "" where nothing is known."""

    heading: str
    text: Callable[[Measured], str]


def cost_table(result: CellResult) -> Table:
    """One row a contender by rising makespan, headings first: a task's share of a batch, and what was there at once.

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
        Column("lag p50", _lag(lambda lag: lag.p50)),
        Column("lag p99", _lag(lambda lag: lag.p99)),
        Column("lag max", _lag(lambda lag: lag.max)),
    ]
    told = [column for column in columns if any(column.text(m) for m in result.ranked)]
    return [
        tuple(column.heading for column in told),
        *(tuple(column.text(m) for column in told) for m in result.ranked),
    ]


def growth_table(group: GroupResult) -> Table:
    """ns a task at every swept value, a row a contender, and the growth from SMALL to LARGE tasks where both were measured.

    Empty for a group that measures more than running tasks.
    """
    if not is_dispatch(group):
        return []
    steps = [result for result in group.cells if result.ranked]
    grown = {growth.contender: growth for growth in growths(group)}
    noun = "tasks" if group.axis == "tasks" else "limit"
    heading = ["contender", *(f"{noun} {show.count(group.value(result))}" for result in steps)]
    if grown:
        heading.append(f"{show.count(LARGE)} / {show.count(SMALL)} (at most {MOST_GROWTH})")
    contenders = sorted({m.contender for result in steps for m in result.ranked}, key=lambda c: c.name)
    table: Table = [tuple(heading)]
    for contender in contenders:
        found = [next((m for m in result.ranked if m.contender == contender), None) for result in steps]
        row = [contender.name]
        row += [show.duration_ns(per_task(r, m).median) if m else "" for r, m in zip(steps, found)]
        if grown:
            growth = grown.get(contender)
            row.append(f"{show.ratio(growth.ratio)}{'' if growth.linear else ' too much'}" if growth else "")
        table.append(tuple(row))
    return table


def _told(value: float | None, text: Callable[[float], str]) -> str:
    return "" if value is None else text(value)


def _share(value: float | None, tasks: int, text: Callable[[float], str]) -> str:
    return "" if value is None else text(value / tasks)


def _lag(pick: Callable[[Lag], Interval]) -> Callable[[Measured], str]:
    return lambda m: show.duration_ns(pick(m.costs.lag).median) if m.costs.lag else ""
