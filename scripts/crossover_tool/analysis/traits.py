"""What is known of a question's work before anything is measured: the one home of the traits that a
tree may ask about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.regret_matrix import Question

LOOPS = ("gather", "semaphore")
"""The choices of a single event loop: what none of them can wait for can only block."""


NO_WAY = "no way to wait"
"""What the bench says of a pair of a loop and a workload that cannot be awaited."""


@dataclass(frozen=True)
class Traits:
    """`waiting`: the share of a task's own time in which it waits, 0 to 1. `tasks`: how many there
    are. `free`: all of them may be in flight at once, as far as the other side and sense go: the
    limit is no lower (that of what computes is the cores). `blocks`: its library can only block, so
    that no event loop that was asked can wait for it. `shares`: all tasks change one state.
    `burns`: small tasks stand beside some that burn CPU."""

    waiting: float
    tasks: int
    free: bool = False
    blocks: bool = False
    shares: bool = False
    burns: bool = False


@dataclass(frozen=True)
class Condition:
    """Something to ask about the work: its condition in words, and the opposite's."""

    yes: str
    no: str
    holds: Callable[[Traits], bool]


def _waits(percent: int) -> Condition:
    yes, no = f"it waits over {percent} % of its time", f"it waits at most {percent} %"
    return Condition(yes, no, lambda one: one.waiting > percent / 100.0)


def _many(count: int) -> Condition:
    yes, no = f"over {count:,} tasks", f"at most {count:,} tasks"
    return Condition(yes, no, lambda one: one.tasks > count)


CONDITIONS = (
    *(_waits(percent) for percent in (5, 30, 70)),
    Condition("all may be in flight at once", "only so many at once", lambda one: one.free),
    Condition("it can only block", "it can be awaited", lambda one: one.blocks),
    Condition("small tasks stand beside burning ones", "none burns", lambda one: one.burns),
    Condition("all change one state", "they share no state", lambda one: one.shares),
    *(_many(count) for count in (20, 100, 500, 5000)),
)
"""All that a tree may ask, the plainest first: of two that part the questions alike, the first is
taken. Thresholds are round and lie between the values that people ask about: nobody knows the share
of waiting of their work to a percent, and finer ones would be fitted to noise."""


def traits_of(rows: Sequence[Question]) -> list[Traits]:
    """The traits of each question. They come from the cell's parameters, from what the bench says
    that a task of it waits and computes, and from what its plan skips: from no contender's time."""
    blocking = _blocking(rows)
    return [
        Traits(
            waiting_of(row.cell),
            row.cell.cell.tasks,
            row.cell.cell.limit >= row.cell.cell.tasks,
            row.cell.cell.workload in blocking,
            "protection" in dict(row.cell.cell.params),
            row.cell.cell.number("heavy_pct") > 0,
        )
        for row in rows
    ]


def waiting_of(result: CellResult) -> float:
    """The share of a task's own time in which it waits, as planned. What waits for others without
    saying how long (a command, a server that was given, a disk) waits all the time."""
    cell, said = result.cell, result.ranked[0]
    params = dict(cell.params)
    wait_ns, cpu_ns = said.wait_ns, said.task_cpu_ns
    if not wait_ns and (params.get("cache") == "cold" or "deadline_us" in params):
        return 1.0
    if not wait_ns + cpu_ns:  # samples that do not tell
        work_ns, share = cell.number("work_us") * 1e3, cell.number("wait_share_pct") / 100.0
        wait_ns = cell.number("wait_us") * 1e3 + work_ns * share
        cpu_ns = cell.number("cpu_us") * 1e3 + work_ns * (1.0 - share)
    return wait_ns / (wait_ns + cpu_ns) if wait_ns + cpu_ns else 0.0


def _blocking(rows: Sequence[Question]) -> set[str]:
    """The workloads that no loop could wait for, at any question."""
    ran = {row.cell.cell.workload for row in rows if any(row.fields[c].regret for c in _loops(row))}
    skipped = {
        row.cell.cell.workload
        for row in rows
        if any(NO_WAY in row.fields[choice].reason for choice in _loops(row))
    }
    return skipped - ran


def _loops(row: Question) -> list[str]:
    return [choice for choice in LOOPS if choice in row.fields]
