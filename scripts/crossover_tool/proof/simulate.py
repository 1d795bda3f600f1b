"""Running many simulated reports on all cores. The same seed gives the same figures, however many
cores there are."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from crossover_tool.proof.criteria import Plans
from crossover_tool.proof.design import Design
from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.tally import Kind, run

PART = 10
"""Reports in one task: a few seconds at most, so that no core waits long for the last."""

FULL_SHARE = 0.6
"""Simulated full runs for each quick one: they take thirty times as long."""

Task = tuple[Scenario, Design, Sequence[Kind], int, int]
"""Scenario, design, truths, the first seed, and how many reports."""


def simulate(
    plans: Plans,
    scenarios: Sequence[Scenario],
    reports: int,
    seed: int,
    done: Callable[[float], None],
) -> dict[str, dict[str, Counter[str]]]:
    """Scenario -> plan -> counts, from `reports` quick runs of each plan, and FULL_SHARE as many
    full ones.

    `done` hears the share that is over.
    """
    asked = [
        (scenario.name, plan, task)
        for scenario in scenarios
        for plan, (design, kinds) in plans.items()
        for task in _tasks(scenario, design, kinds, reports, seed)
    ]
    counts = {scenario.name: {plan: Counter[str]() for plan in plans} for scenario in scenarios}
    with ProcessPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
        results = pool.map(_run, [task for _, _, task in asked])
        for number, ((scenario, plan, _), found) in enumerate(zip(asked, results), start=1):
            counts[scenario][plan] += found
            done(number / len(asked))
    return counts


def _tasks(
    scenario: Scenario, design: Design, kinds: Sequence[Kind], reports: int, seed: int
) -> list[Task]:
    wanted = reports if design.budget_rounds is None else max(1, round(reports * FULL_SHARE))
    return [
        (scenario, design, kinds, seed + start, min(PART, wanted - start))
        for start in range(0, wanted, PART)
    ]


def _run(task: Task) -> Counter[str]:
    scenario, design, kinds, seed, reports = task
    total: Counter[str] = Counter()
    for number in range(reports):
        total += run(design, kinds, scenario, seed + number)
    return total
