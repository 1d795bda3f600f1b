"""Queues whose mean waits are known: what theory says, and what the same draws make of them."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

LOADS = (0.3, 0.5, 0.7, 0.9)

SERVICE_US = 20_000
"""The mean service: two hundred times what it takes to wake a thread."""

LEFT_OUT = 0.1
"""A queue starts empty: of long runs that are held against theory the first tenth is left out."""

ARRIVALS, WAITS = 3, 1
"""The streams of workloads/support/shape.hpp."""

QUIET_START_NS = 5_000_000
"""Before the first request, as in bench/catalog/open_parameters.hpp."""

Array = Any
"""A numpy array; numpy's own annotations differ between versions."""


@dataclass(frozen=True)
class Queue:
    """A queue by its usual name, and the contender that is one: arrivals at random, `servers` that
    take requests in their order, service times of a `shape`."""

    name: str
    contender: str
    servers: int
    shape: str

    def rate(self, load: float) -> int:
        """How many arrive a second where so much of the servers' time is used."""
        return round(load * self.servers * 1e6 / SERVICE_US)

    def mean_wait(self, load: float) -> float:
        """Theory's mean wait in service times: A. K. Erlang (1917) for exponential service, half of
        it for constant service and one server (F. Pollaczek 1930, A. Khinchine 1932)."""
        waits = erlang_c(self.servers, load * self.servers) / (self.servers * (1.0 - load))
        return waits / 2.0 if self.shape == "constant" else waits


QUEUES = (
    Queue("M/M/1", "sequential/std", 1, "exponential"),
    Queue("M/D/1", "sequential/std", 1, "constant"),
    Queue("M/M/4, on a loop", "semaphore/asio", 4, "exponential"),
    Queue("M/M/4, on threads", "thread_pool/std", 4, "exponential"),
)


def erlang_c(servers: int, offered: float) -> float:
    """The probability that a request of M/M/c waits."""
    term = total = 1.0
    for k in range(1, servers):
        term *= offered / k
        total += term
    last = term * offered / servers / (1.0 - offered / servers)
    return last / (total + last)


def arrivals_ns(requests: int, rate: int, seed: int) -> Array:
    """When each request arrives, from the batch's start, as the bench draws it."""
    gaps = -np.log1p(-drawn(seed, ARRIVALS, np.arange(1, requests))) * (1e9 / rate)
    return QUIET_START_NS + np.concatenate(([0.0], np.cumsum(gaps)))


def services_ns(queue: Queue, requests: int, seed: int) -> Array:
    """How long each takes, as the bench draws it."""
    mean_ns = SERVICE_US * 1000.0
    if queue.shape == "constant":
        return np.full(requests, mean_ns)
    return -np.log1p(-drawn(seed, WAITS, np.arange(requests))) * mean_ns


def drawn(seed: int, stream: int, counters: Array) -> Array:
    """Even draws from (0, 1): workloads/support/shape.cpp, written a second time, so that neither
    has the other's mistakes."""
    start = np.full(1, seed, np.uint64) ^ _mix(np.full(1, stream, np.uint64))
    bits = _mix(_mix(start) ^ _mix(counters.astype(np.uint64)))
    return ((bits >> np.uint64(11)).astype(float) + 0.5) * 2.0**-53


def _mix(x: Array) -> Array:
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def waits_ns(arrivals: Sequence[float], services: Sequence[float], servers: int) -> Array:
    """How long each request waits where they are taken in their order by so many servers (D. V.
    Lindley 1952; J. Kiefer and J. Wolfowitz 1955)."""
    free = [-math.inf] * servers
    found = np.empty(len(arrivals))
    for n, (arrival, service) in enumerate(zip(arrivals, services)):
        start = max(free[0], arrival)
        heapq.heapreplace(free, start + service)
        found[n] = start - arrival
    return found
