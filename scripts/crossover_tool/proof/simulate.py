"""Running many simulated reports on all cores. The same seed gives the same figures, however many cores there are."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from crossover_tool.proof.criteria import PLANS
from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.tally import run

PART = 10
"""Reports in one task: a few seconds at most, so that no core waits long for the last."""

FULL_SHARE = 0.2
"""Simulated full runs for each quick one: they take twenty times as long."""

Task = tuple[Scenario, str, int, int]
"""Scenario, plan, the first seed, and how many reports."""


def simulate(
    scenarios: Sequence[Scenario], reports: int, seed: int, done: Callable[[float], None]
) -> dict[str, dict[str, Counter[str]]]:
    """Scenario -> plan -> counts, from `reports` quick runs of each plan, and a fifth as many full ones.

    `done` hears the share that is over.
    """
    tasks = [
        task for scenario in scenarios for plan in PLANS for task in _tasks(scenario, plan, reports, seed)
    ]
    counts = {scenario.name: {plan: Counter[str]() for plan in PLANS} for scenario in scenarios}
    with ProcessPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
        for number, (task, found) in enumerate(zip(tasks, pool.map(_run, tasks)), start=1):
            counts[task[0].name][task[1]] += found
            done(number / len(tasks))
    return counts


def _tasks(scenario: Scenario, plan: str, reports: int, seed: int) -> list[Task]:
    design, _ = PLANS[plan]
    wanted = reports if design.budget_rounds is None else max(1, round(reports * FULL_SHARE))
    return [(scenario, plan, seed + start, min(PART, wanted - start)) for start in range(0, wanted, PART)]


def _run(task: Task) -> Counter[str]:
    scenario, plan, seed, reports = task
    design, kinds = PLANS[plan]
    total: Counter[str] = Counter()
    for number in range(reports):
        total += run(design, kinds, scenario, seed + number)
    return total
