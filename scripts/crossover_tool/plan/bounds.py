"""How long a contender must take on a cell at least, from what each task waits for and computes."""

import math
from dataclasses import dataclass

from crossover_tool.cell import Cell, Contender


@dataclass(frozen=True)
class TaskCost:
    """What one task waits and computes, and the time from one arrival to the next, in microseconds;
    zero where the parameters do not say."""

    wait_us: float
    cpu_us: float
    period_us: float = 0.0


def task_cost(cell: Cell) -> TaskCost:
    """The cost by the parameters' names: `wait_us`, `cpu_us`, `period_us`, `work_us` of which
    `wait_share_pct` is waited, and `burn_us` of which `heavy_pct` of the tasks compute, the others
    `light_us`."""
    params = {name: value for name, value in cell.params if isinstance(value, int)}
    if "work_us" in params and "wait_share_pct" in params:
        wait = params["work_us"] * params["wait_share_pct"] / 100.0
        return TaskCost(wait, params["work_us"] - wait)
    wait_us, period_us = float(params.get("wait_us", 0)), float(params.get("period_us", 0))
    if "burn_us" in params and "heavy_pct" in params:
        light_us = params.get("light_us", 0)
        mean_us = light_us + (params["burn_us"] - light_us) * params["heavy_pct"] / 100.0
        return TaskCost(wait_us, mean_us, period_us)
    cpu = 0 if params.get("bytes", 0) > 0 else params.get("cpu_us", 0)
    return TaskCost(wait_us, float(cpu), period_us)


def batches_within(wanted: int, bound_us: float, max_sample_us: float) -> int:
    """How many batches a sample measures at least: as many as are wanted and fit into the longest
    that it may take; one at least."""
    if bound_us <= 0.0:
        return wanted
    return max(1, min(wanted, int(max_sample_us // bound_us)))


def lower_bound_us(cell: Cell, contender: Contender, cores: int) -> float:
    """The least makespan of one batch: limit-bound waiting, computing on as many cores as it may
    use, or the last arrival."""
    cost = task_cost(cell)
    limit = max(1, contender.limit(cell.tasks, cell.limit))
    waiting = math.ceil(cell.tasks / limit) * cost.wait_us
    computing = cell.tasks * cost.cpu_us / min(cores, limit)
    arriving = max(0, cell.tasks - 1) * cost.period_us + cost.wait_us
    return max(waiting, computing, arriving)
