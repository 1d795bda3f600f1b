"""Made-up results of requests that arrive at a rate."""

from crossover_tool.analysis.analyse import Analysis, analyse
from made_results import Json, cell, results

P99_MS = {"semaphore/asio": 5.0, "gather/asio": 4.0, "thread_pool/std": 9.0}
FULL = "sequential/std"


def latency(measurement: Json, block: int) -> Json:
    """Percentiles by P99_MS that rise with the rate and vary by a tenth from block to block;
    `sequential` is saturated from 1,000 requests a second on."""
    rate = measurement["cell"]["params"]["rate"]
    name = f"{measurement['strategy']}/{measurement['engine']}"
    p99 = P99_MS.get(name, 50.0) * 1e6 * (1 + rate / 4000) * (1 + 0.1 * (block - 1))
    shares = {"p50": 0.25, "p90": 0.5, "p99": 1.0, "p999": 1.5, "max": 2.0}
    full = int(name == FULL and rate >= 1000)
    return {
        **measurement,
        "request_latency_ns": {which: round(p99 * share) for which, share in shares.items()},
        "generator_late_ns": dict.fromkeys(shares, 3000),
        "mean_wait_ns": round(p99 * 0.1),
        "achieved_rate": rate / (1 + full),
        "backlog": full * 1000,
        "backlog_growth": 0.5 * full,
        "saturated": full,
        "refused": 0,
        "failed": 0,
    }


def lossy(measurement: Json, block: int) -> Json:
    """The same, and of 2,000 requests `semaphore/asio` refuses 400 and fails 20, `thread_pool/std`
    refuses 1,800."""
    name = f"{measurement['strategy']}/{measurement['engine']}"
    refused, failed = {"semaphore/asio": (400, 20), "thread_pool/std": (1800, 0)}.get(name, (0, 0))
    return {**latency(measurement, block), "refused": refused, "failed": failed}


def arriving(tasks: int = 2000, rates: tuple[int, ...] = (500, 1000, 2000)) -> Analysis:
    cells = [cell("request", tasks, 64, "rate", rate=rate) for rate in rates]
    return analyse(results(cells, (*P99_MS, FULL), latency))
