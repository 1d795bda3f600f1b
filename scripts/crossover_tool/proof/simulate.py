"""Running many simulated reports on all cores. The same seed gives the same figures, however many
cores there are."""

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from crossover_tool.proof.criteria import Plan, Run
from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.workers import in_processes

PART = 5
"""Runs in one task: a few seconds at most, so that no core waits long for the last."""

SEEDS_APART = 1_000_000
"""Between the seeds of two plans: what is counted together must not be of the same noise."""

Task = tuple[Run, Scenario, int, int]
"""What is run, under which noise, the first seed, and how many."""


def simulate(
    plans: Mapping[str, Plan],
    scenarios: Sequence[Scenario],
    reports: int,
    seed: int,
    done: Callable[[float], None],
) -> dict[str, dict[str, Counter[str]]]:
    """Scenario -> plan -> counts, from `reports` runs of each plan times its share. `done` hears the
    share that is over."""
    asked = [
        (scenario.name, name, task)
        for scenario in scenarios
        for number, (name, plan) in enumerate(plans.items())
        for task in _tasks(plan, scenario, reports, seed + number * SEEDS_APART)
    ]
    counts = {scenario.name: {name: Counter[str]() for name in plans} for scenario in scenarios}
    cores = len(os.sched_getaffinity(0))
    results = in_processes([partial(_run, task) for _, _, task in asked], cores)
    for number, (task, found) in enumerate(results, start=1):
        scenario_name, name, _ = asked[task]
        counts[scenario_name][name] += found
        done(number / len(asked))
    return counts


def _tasks(plan: Plan, scenario: Scenario, reports: int, seed: int) -> list[Task]:
    wanted = max(1, round(reports * plan.share))
    return [
        (plan.run, scenario, seed + start, min(PART, wanted - start))
        for start in range(0, wanted, PART)
    ]


def _run(task: Task) -> Counter[str]:
    run, scenario, seed, runs = task
    total: Counter[str] = Counter()
    for number in range(runs):
        total += run(scenario, seed + number)
    return total
