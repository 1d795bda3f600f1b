"""The rules of thumb that a tree must beat: what people do without having measured anything."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from crossover_tool.analysis.tree_fit import Case

WAITS = 0.45
"""From this share of waiting on a task "waits" for a rule of thumb: about half, and not exactly
half, where a calibration would decide."""

POOL = "thread_pool"


@dataclass(frozen=True)
class Taken:
    """What somebody takes at a question and what that costs; `silent`: it has no figure there, and
    is charged with the worst. `near`: for a number of threads, whether a limit within a factor of
    two of it was measured; None for a rule that names none."""

    case: Case
    choice: str
    regret: float
    silent: bool
    near: bool | None = None


@dataclass(frozen=True)
class Rule:
    """A rule in words, and what it takes at a question on so many cores."""

    words: str
    take: Callable[[Case, int], Taken]


def taken(case: Case, choice: str) -> Taken:
    """`choice`, as it was measured at the question."""
    return Taken(case, choice, case.charged(choice), choice not in case.regrets)


def _by_waiting(case: Case, cores: int) -> Taken:
    return taken(case, "gather" if case.traits.waiting > WAITS else "process_pool")


def _twice_the_cores(case: Case, cores: int) -> Taken:
    return _threads(case, 2.0 * cores)


def _by_wait_over_cpu(case: Case, cores: int) -> Taken:
    """Cores x (1 + wait / cpu), which is cores / (1 - share of waiting); never more than tasks."""
    computing = 1.0 - case.traits.waiting
    most = float(case.traits.tasks)
    return _threads(case, min(most, cores / computing) if computing > 0.0 else most)


def _threads(case: Case, wanted: float) -> Taken:
    """A pool of the measured number of threads that is nearest to the one wanted, by ratio."""
    if not case.by_limit:
        return taken(case, POOL)
    apart = {limit: abs(math.log(limit / max(1.0, wanted))) for limit in case.by_limit}
    limit = min(apart, key=lambda one: (apart[one], one))
    near = apart[limit] <= math.log(2.0) + 1e-9
    return Taken(case, POOL, case.by_limit[limit], silent=False, near=near)


RULES = (
    Rule("gather if it waits, else process_pool", _by_waiting),
    Rule("always a thread pool of twice the cores", _twice_the_cores),
    Rule("cores x (1 + wait / cpu) threads", _by_wait_over_cpu),
)
