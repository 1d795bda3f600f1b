"""What theory says of a service with so many servers, each of which takes the same time for every
request: under clients that wait for answers, and under requests that arrive."""

import math
from dataclasses import dataclass

import numpy as np

from crossover_tool.proof.queues import arrivals_ns, waits_ns


@dataclass(frozen=True)
class Seen:
    """Answers a second, and percentiles of the time from asking to answer, in milliseconds; None
    where there is no such thing, for the line grows on and on."""

    rate: float
    p50_ms: float | None = None
    p99_ms: float | None = None


def closed(clients: int, servers: int, service_ms: float) -> Seen:
    """Of clients that ask again as soon as they have an answer. So many are there, whoever is slow:
    up to one a server none waits, and beyond each waits for its turn (the operational bounds of
    P. Denning and J. Buzen 1978, which constant services reach)."""
    rate = min(clients, servers) * 1e3 / service_ms
    answer_ms = max(1.0, clients / servers) * service_ms
    return Seen(rate, answer_ms, answer_ms)


def opened(rate: int, requests: int, seed: int, servers: int, service_ms: float) -> Seen:
    """Of requests that arrive at the times which the bench draws, whoever is slow: their queue,
    reckoned. Beyond what the servers bear it grows on and on."""
    capacity = servers * 1e3 / service_ms
    if rate >= capacity:
        return Seen(capacity)
    services = np.full(requests, service_ms * 1e6)
    waits = waits_ns(arrivals_ns(requests, rate, seed).tolist(), services.tolist(), servers)
    took_ms = np.sort(waits / 1e6 + service_ms)
    return Seen(float(rate), *(float(_nearest(took_ms, share)) for share in (0.5, 0.99)))


def _nearest(rising: np.ndarray, share: float) -> float:  # type: ignore[type-arg]
    """A percentile as the bench takes it: by the nearest rank."""
    return float(rising[math.ceil(share * len(rising)) - 1])
