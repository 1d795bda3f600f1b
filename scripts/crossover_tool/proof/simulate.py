"""Running many simulated reports on all cores. The same seed gives the same figures, however many
cores there are."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess

from crossover_tool.interrupt import die_with, held
from crossover_tool.proof.criteria import Plan, Run
from crossover_tool.proof.noise import Scenario

PART = 5
"""Runs in one task: a few seconds at most, so that no core waits long for the last."""

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
        for name, plan in plans.items()
        for task in _tasks(plan, scenario, reports, seed)
    ]
    counts = {scenario.name: {name: Counter[str]() for name in plans} for scenario in scenarios}
    results = _results([task for _, _, task in asked])
    for number, (task, found) in enumerate(results, start=1):
        scenario_name, name, _ = asked[task]
        counts[scenario_name][name] += found
        done(number / len(asked))
    return counts


def _results(tasks: Sequence[Task]) -> Iterator[tuple[int, Counter[str]]]:
    """The counts of each task with its place, as they come, from a process for each core.

    The processes end with the caller: killed at once on any exception (Ctrl-C), and by the kernel
    should it be killed. RuntimeError when one dies. Without threads and queues, which an interrupt
    in the wrong place leaves locked.
    """
    context = multiprocessing.get_context("fork")
    workers: dict[Connection, ForkProcess] = {}
    waiting = iter(range(len(tasks)))
    try:
        with held():
            for _ in range(min(len(tasks), len(os.sched_getaffinity(0)))):
                ours, theirs = context.Pipe()
                workers[ours] = context.Process(target=_work, args=(theirs, os.getpid(), tasks))
                workers[ours].start()
                theirs.close()
        for pipe in workers:
            pipe.send(next(waiting))
        for _ in tasks:
            pipe = wait(list(workers))[0]  # type: ignore[assignment]
            try:
                yield pipe.recv()
            except EOFError:
                raise RuntimeError("a process that simulates was killed") from None
            for task in islice(waiting, 1):
                pipe.send(task)
    finally:
        for worker in workers.values():
            worker.kill()
            worker.join()


def _work(pipe: Connection, parent: int, tasks: Sequence[Task]) -> None:
    """A worker: it has the tasks from the fork, and gets their places."""
    die_with(parent)
    while True:
        task = pipe.recv()
        pipe.send((task, _run(tasks[task])))


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
