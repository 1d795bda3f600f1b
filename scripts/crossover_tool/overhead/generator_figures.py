"""How late the generator of requests is at its 99th percentile, beside what the kernel allows to
any."""

import json
import os
from functools import partial
from math import inf
from pathlib import Path

from crossover_tool.bench.binary import Bench
from crossover_tool.bench.child import answer_of
from crossover_tool.cell import Contender
from crossover_tool.errors import SampleError
from crossover_tool.overhead.alternating import Pairing
from crossover_tool.overhead.overhead_figures import TARGET
from crossover_tool.overhead.promise import Promise
from crossover_tool.paths import shown
from crossover_tool.running.one_sample import take_one

GENERATOR = "generator"
RATES = ((10_000, 10_000, 50.0), (100_000, 30_000, 1000.0))
"""Requests a second, how many come in all, and how late the generator may be, in us: at the slower
rate an answer in a millisecond is told to 5 %, at the faster one the rate is offered."""
CONTENDERS = (Contender("gather", "asio"), Contender("thread_pool", "ring"))
"""One whose loop the generator wakes, and one into whose queue it puts."""
BARE = ("clock_nanosleep", "epoll_wait")
"""By what a thread may sleep until a request arrives."""
TIMEOUT_S = 60.0


def pairings(bench: Bench, seed: int, lacking: str = "") -> list[Pairing]:
    """The generator under each contender, and a thread that does nothing else, at each rate;
    `lacking` says why the thread's program could not be built."""
    program = program_of(bench.path)
    if not lacking and not os.access(program, os.X_OK):
        lacking = f"{program.name} is not built: --target {TARGET}"
    known = bench.catalog([one.name for one in CONTENDERS]).contenders
    found = []
    for rate, requests, most_us in RATES:
        where = f"noop at {rate:,}/s"
        for one in CONTENDERS:
            promise = Promise(GENERATOR, f"the generator of {one.name}", where, 0.0, most_us)
            take = partial(_late_us, bench, one, rate, requests, seed)
            reason = "" if one in known else f"this bench knows no contender {one.name}"
            found.append(Pairing(promise, take, reason=reason))
        for way in BARE:
            promise = Promise(GENERATOR, f"a thread in {way}", where, 0.0, inf)
            take = partial(_bare_us, program, way, rate, requests)
            found.append(Pairing(promise, take, reason=lacking))
    return found


def program_of(bench: Path) -> Path:
    """contenders/bare/bare_arrivals.cpp, as it is built beside a bench."""
    return bench.absolute().parent / "bare" / "bare_arrivals"


def _late_us(bench: Bench, contender: Contender, rate: int, requests: int, seed: int) -> float:
    options = {"workload": "noop", "tasks": str(requests), "limit": "64", "rate": str(rate)}
    found = take_one(bench, options, contender, seed, TIMEOUT_S)
    late = found.spreads.get("generator_late_ns")
    if not found.ok or late is None:
        why = found.reason or "it does not tell how late its generator was"
        raise SampleError(f"{contender.name} on noop at {rate:,}/s: {why}")
    return max(late.p99 / 1e3, 1e-3)


def _bare_us(program: Path, way: str, rate: int, requests: int) -> float:
    command = [str(program), str(rate), str(requests)]
    said = answer_of(command, shown(program), TIMEOUT_S)
    return max(float(json.loads(said)[way]["p99"]), 1e-3)
