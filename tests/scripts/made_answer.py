"""A made-up answer with everything in it that a reader may misread: kinds of work with several
questions, a question that a latency decides, choices that fail, cannot run, and were not asked."""

import random
from collections.abc import Mapping
from dataclasses import replace

from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.suite import PlannedCell
from made_requests import latency
from made_results import Json, cell, results

WHO = ("sequential/std", "gather/asio", "gather/asio_cores", "thread_pool/ring")
FAILS, CANNOT, UNASKED = -1.0, -2.0, 0.0
SPANS: Mapping[str, tuple[str, tuple[float, ...]]] = {
    "50 requests": ("requests", (40.0, 1.0, 1.3, 1.2)),
    "900 requests": ("requests", (646.0, 1.0, 1.16, 2.2)),
    "200 queries": ("requests", (28.0, FAILS, FAILS, 1.0)),
    "calls that only block": ("blocking", (12.5, CANNOT, CANNOT, 1.0)),
    "hashes": ("computing", (2.0, 2.0, UNASKED, 1.0)),
    "tiles": ("computing", (2.0, 2.1, UNASKED, 1.0)),
    "small beside heavy": ("latency", (280.0, 2.9, 2.5, 1.0)),
}
"""Question -> its kind of work, and how many times the best time each of WHO takes, or why not."""

COMPUTES = ("hashes", "tiles")
BEST_NS = 1e7


def questions() -> list[PlannedCell]:
    """A cell for each question."""
    found = []
    for number, (title, (family, _)) in enumerate(SPANS.items()):
        rate = {"rate": 1000} if family == "latency" else {}
        planned = cell("request" if rate else "tcp", 2000 + number, 64, "", number, **rate)
        found.append(replace(planned, title=title, family=family))
    return found


def answered() -> Analysis:
    """Twelve blocks of little noise."""
    rng = random.Random(5)
    titles = list(SPANS)

    def change(found: Json, block: int) -> Json:
        title = titles[found["cell"]["tasks"] - 2000]
        span = SPANS[title][1][WHO.index(f"{found['strategy']}/{found['engine']}")]
        if span in (FAILS, CANNOT):
            status = "failed" if span == FAILS else "skipped"
            return {**found, "status": status, "reason": "as planted", "makespan_ns": []}
        if found["cell"]["params"].get("rate"):
            found = {**latency(found, block), "saturated": 0, "backlog": 0, "backlog_growth": 0.0}
            shares = {"p50": 0.25, "p90": 0.5, "p99": 1.0, "p999": 1.5, "max": 2.0}
            took = BEST_NS * span * rng.gauss(1, 0.003)
            found["request_latency_ns"] = {name: round(took * one) for name, one in shares.items()}
        took = BEST_NS * max(span, 1.0) * rng.gauss(1, 0.003)
        cpu = took if title in COMPUTES else 0.001 * took
        spent = {"cpu_user_ns": round(cpu), "cpu_system_ns": 0}
        return {**found, **spent, "makespan_ns": [round(took)]}

    made = results(questions(), WHO, change, blocks=12)
    kept = tuple(
        one
        for one in made.samples
        if SPANS[titles[one.cell]][1][WHO.index(one.contender.name)] != UNASKED
    )
    return analyse(replace(made, samples=kept))
