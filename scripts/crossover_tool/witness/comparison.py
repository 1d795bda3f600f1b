"""The comparison itself: a queue that is served, wrk in its closed loop and the own generator in
its open one."""

from collections.abc import Callable

from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Contender
from crossover_tool.errors import MissingError, SampleError
from crossover_tool.running.one_sample import take_one
from crossover_tool.samples.records import Measurement, Status
from crossover_tool.serving.offer import Offer, one_place
from crossover_tool.serving.served import Served
from crossover_tool.serving.service import Service
from crossover_tool.witness import wrk
from crossover_tool.witness.expected import Seen, closed, opened
from crossover_tool.witness.row import Row
from crossover_tool.units import show

SERVERS = 4
SERVICE_MS = 10
"""A hundred times what it takes to wake a thread; four servers bear 400 a second, of which neither
generator takes a tenth of a core."""

CONNECTIONS = (1, 2, 4, 8, 16)
SHARES = (0.25, 0.5, 0.8, 0.95, 1.2)
"""Of the capacity, at which requests arrive. The first two are what one and two connections of wrk
ask for; with the last the line grows on and on."""

SECONDS = 12
"""At the least rate as many requests as a p99 takes."""

CLIENT = Contender("semaphore", "asio")
CLIENT_LIMIT = 256
"""Connections of the own generator: more than are ever wanted where the line does not grow."""

AFTER_S = 60


def compare(bench: Bench, contender: str, seed: int, tell: Callable[[str], None]) -> list[Row]:
    """Measures every line; `tell` hears which is next. Each has a service of its own. MissingError
    without wrk or an HTTP client, SampleError where a line cannot be measured, UsageError for a
    contender that is none."""
    wrk.command()
    rows = []
    for connections in CONNECTIONS:
        tell(f"wrk, {show.counted(connections, 'connection')}")
        rows.append(by_wrk(bench, contender, seed, connections, SECONDS))
    for share in SHARES:
        rate = round(share * SERVERS * 1e3 / SERVICE_MS)
        tell(f"crossover, {rate}/s")
        rows.append(by_arrivals(bench, contender, seed, rate, SECONDS))
    return rows


def by_wrk(bench: Bench, contender: str, seed: int, connections: int, seconds: int) -> Row:
    with Service(_offer(bench, contender, seed, seconds)) as service:
        load = wrk.drive(service.url, connections, seconds)
        served = service.stop()
    theory = closed(connections, SERVERS, _service_ms(served))
    seen = Seen(load.rate, load.p50_ms, load.p99_ms)
    share = _share(theory.rate, served)
    return Row("wrk", show.counted(connections, "connection"), share, seen, theory, _seen(served))


def by_arrivals(bench: Bench, contender: str, seed: int, rate: int, seconds: int) -> Row:
    """Requests that arrive at a rate, over HTTP as well."""
    requests = rate * seconds
    with Service(_offer(bench, contender, seed, seconds)) as service:
        found = _measured(bench, service.url, rate, requests, seed)
        served = service.stop()
    theory = opened(rate, requests, seed, SERVERS, _service_ms(served))
    took = found.spreads["request_latency_ns"]
    full = found.figures.get("saturated", 0.0) > 0
    times = () if full else (took.p50 / 1e6, took.p99 / 1e6)
    seen = Seen(found.figures["achieved_rate"], *times)
    return Row("crossover", f"{rate}/s", _share(rate, served), seen, theory, _seen(served))


def _offer(bench: Bench, contender: str, seed: int, seconds: int) -> Offer:
    cell, who = one_place(
        "timer",
        {"wait": f"{SERVICE_MS}ms", "limit": str(SERVERS), "tasks": "100000"},
        contender,
        bench.catalog([contender]),
    )
    return Offer(bench.path, cell, who, for_ms=(seconds + AFTER_S) * 1000, seed=seed)


def _measured(bench: Bench, url: str, rate: int, requests: int, seed: int) -> Measurement:
    """A sample of the workload http."""
    options = {"workload": "http", "tasks": str(requests), "limit": str(CLIENT_LIMIT)}
    options |= {"rate": str(rate)}
    found = take_one(bench, options, CLIENT, seed, AFTER_S + 10.0, {"url": url})
    if found.status is Status.SKIPPED:
        raise MissingError(f"the own generator cannot run here: {found.reason}")
    if not found.ok or "request_latency_ns" not in found.spreads:
        raise SampleError(f"crossover at {rate}/s: {found.reason or 'it tells no latency'}")
    return found


def _service_ms(served: Served) -> float:
    """What a task really takes, in the middle: a sleep is over when its thread is woken."""
    return served.service.p50 / 1e6


def _share(rate: float, served: Served) -> float:
    """What a rate is of the capacity."""
    return rate * _service_ms(served) / 1e3 / SERVERS


def _seen(served: Served) -> Seen:
    return Seen(served.achieved_rate, served.latency.p50 / 1e6, served.latency.p99 / 1e6)
