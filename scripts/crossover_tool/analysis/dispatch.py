"""What running a task costs when the task itself costs nothing: nanoseconds a task, and whether
they stay the same."""

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.cost_growth import MOST_GROWTH, growths, makespans
from crossover_tool.stats.median import Interval
from crossover_tool.units import show


def is_dispatch(group: GroupResult) -> bool:
    """True for a sweep over tasks or the limit whose tasks neither wait nor compute: nothing but
    running them is measured."""
    return group.axis in ("tasks", "limit") and all(result.ideal_ns == 0 for result in group.cells)


def per_task(result: CellResult, measured: Measured) -> Interval:
    """Nanoseconds a task: a batch's makespan over its tasks."""
    span, tasks = measured.makespan, result.cell.tasks
    return Interval(
        span.median / tasks, span.low / tasks, span.high / tasks, span.count, span.coverage
    )


def dispatch_finding(group: GroupResult) -> str:
    """The sentence for a sweep: what a task costs at its far end, and who does not stay linear."""
    last = next((result for result in reversed(group.cells) if result.ranked), None)
    if last is None:
        return "nothing was measured"
    cheapest, dearest = last.ranked[0], last.ranked[-1]
    value = show.count(group.value(last))
    where = f"at {value} tasks" if group.axis == "tasks" else f"at limit {value}"
    prices = " to ".join(
        f"{show.duration_ns(per_task(last, m).median)} ({m.contender.name})"
        for m in (cheapest, dearest)
    )
    return f"{where} a task costs {prices}{_growing(group)}"


def _growing(group: GroupResult) -> str:
    """Short, for a chart's title has two lines; the table names everyone."""
    found = growths(group, makespans)
    steep = [growth for growth in found if not growth.linear]
    if not found:
        return ""
    if not steep:
        return "; linear under all"
    if len(steep) == 1:
        return f"; {steep[0].contender.name} grows {show.ratio(steep[0].ratio)}"
    return f"; {len(steep)} of {len(found)} grow beyond {MOST_GROWTH}x"
