"""The whole path of requests that arrive, held against queue theory: the real bench, its generator,
its strategies and its stamps."""

import math
import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Contender
from crossover_tool.errors import SampleError
from crossover_tool.proof.queues import (
    LEFT_OUT,
    LOADS,
    QUEUES,
    SERVICE_US,
    Queue,
    arrivals_ns,
    services_ns,
    waits_ns,
)
from crossover_tool.proof.workers import in_processes
from crossover_tool.running.one_sample import take_one
from crossover_tool.samples.records import Measurement
from crossover_tool.stats.student import two_sided_quantile

AT_ONCE = 8
"""So many queues are measured at a time: their servers sleep, and use a hundredth of a core."""

LONG_RUNS, LONG_REQUESTS = 60, 40_000
"""Of each queue, as the draws alone make it."""

RELATIVE, ABSOLUTE = 0.1, 0.02
"""A mean wait agrees within a tenth of theory's, or a fiftieth of a service time: to wake a thread
takes as much, and at 30 % load four servers keep a request waiting for no longer."""

TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Effort:
    """How often each queue is measured, and for how long."""

    runs: int = 6
    seconds: float = 12.0


@dataclass(frozen=True)
class Agreement:
    """A queue at a load, all in service times: theory's mean `wait`, the `measured` one and what the
    `same_draws` make of a queue, over all runs; and the mean wait that follows for all draws, with
    its interval [low, high], which is to lie within `most` of theory's."""

    queue: Queue
    load: float
    theory: float
    measured: float
    same_draws: float
    wait: float
    low: float
    high: float

    @property
    def most(self) -> float:
        """By how much it may be off."""
        return max(RELATIVE * self.theory, ABSOLUTE)

    @property
    def state(self) -> str:
        """As a rate's: "held", "BROKEN", or "open" where the interval reaches over the bound."""
        low, high = self.theory - self.most, self.theory + self.most
        if low <= self.low and self.high <= high:
            return "held"
        return "BROKEN" if self.high < low or self.low > high else "open"


def agreements(
    bench: Bench,
    effort: Effort,
    seed: int,
    done: Callable[[float], None],
    queues: Sequence[Queue] = QUEUES,
    loads: Sequence[float] = LOADS,
) -> list[Agreement]:
    """Measures every queue at every load. `done` hears the share that is over. SampleError where a
    sample cannot be taken."""
    places = [(queue, load) for queue in queues for load in loads]
    seeds = range(seed, seed + effort.runs)
    long = [partial(_long_run, queue, load) for queue, load in places]
    bases = dict(in_processes(long, len(os.sched_getaffinity(0))))
    tasks = [
        partial(_trial, bench, queue, load, effort.seconds, one)
        for queue, load in places
        for one in seeds
    ]
    trials: dict[int, Trial] = {}
    for number, (place, result) in enumerate(in_processes(tasks, AT_ONCE), start=1):
        if isinstance(result, str):
            raise SampleError(result)
        trials[place] = result
        done(number / len(tasks))
    return [
        _agreement(queue, load, [trials[n * effort.runs + k] for k in range(effort.runs)], bases[n])
        for n, (queue, load) in enumerate(places)
    ]


Trial = tuple[float, float]
"""A mean wait that was measured, and what the same draws make of a queue."""


def _trial(bench: Bench, queue: Queue, load: float, seconds: float, seed: int) -> Trial | str:
    """One sample: the mean wait that it measured, and what its draws make of a queue whose servers
    take as much longer as they did; in service times. A text says why there is none."""
    requests = round(queue.rate(load) * seconds)
    found = _measured(bench, queue, queue.rate(load), requests, seed)
    wait_ns = found.figures.get("mean_wait_ns")
    took = found.spreads.get("latency_ns")
    if not found.ok or wait_ns is None or took is None:
        return f"{queue.name} at {load:.0%} load: {found.reason or 'it tells no mean wait'}"
    services = services_ns(queue, requests, seed)
    middle = np.sort(services)[math.ceil(requests / 2) - 1]  # as the bench's p50 is
    longer = services + max(0.0, took.p50 - middle)
    arrivals = arrivals_ns(requests, queue.rate(load), seed)
    same = float(waits_ns(arrivals.tolist(), longer.tolist(), queue.servers).mean())
    return wait_ns / (SERVICE_US * 1e3), same / (SERVICE_US * 1e3)


def _measured(bench: Bench, queue: Queue, rate: int, requests: int, seed: int) -> Measurement:
    options = {
        "workload": "timer",
        "wait": f"{SERVICE_US}us",
        "wait_shape": queue.shape,
        "tasks": str(requests),
        "limit": str(queue.servers),
        "rate": str(rate),
    }
    return take_one(bench, options, Contender.parse(queue.contender), seed, TIMEOUT_S)


def _long_run(queue: Queue, load: float) -> tuple[float, float]:
    """The mean wait that the draws alone make of a queue, and its standard error."""
    means = []
    for seed in range(1, LONG_RUNS + 1):
        arrivals = arrivals_ns(LONG_REQUESTS, queue.rate(load), seed)
        services = services_ns(queue, LONG_REQUESTS, seed)
        waits = waits_ns(arrivals.tolist(), services.tolist(), queue.servers)
        means.append(float(waits[int(LEFT_OUT * LONG_REQUESTS) :].mean()) / (SERVICE_US * 1e3))
    return statistics.fmean(means), statistics.stdev(means) / math.sqrt(LONG_RUNS)


def _agreement(
    queue: Queue, load: float, trials: Sequence[Trial], base: tuple[float, float]
) -> Agreement:
    """The draws' own luck is taken out: what a few hundred requests wait differs from the mean by
    far more than a path that is right differs from its queue (a control variate)."""
    beyond = [measured - same for measured, same in trials]
    error = statistics.stdev(beyond) / math.sqrt(len(trials))
    half = two_sided_quantile(0.05, len(trials) - 1.0) * error
    half = math.hypot(half, two_sided_quantile(0.05, LONG_RUNS - 1.0) * base[1])
    wait = base[0] + statistics.fmean(beyond)
    measured, same = (statistics.fmean(side) for side in zip(*trials))
    theory = queue.mean_wait(load)
    return Agreement(queue, load, theory, measured, same, wait, wait - half, wait + half)
