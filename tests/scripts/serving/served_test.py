"""What a service tells at its end."""

import json
from typing import Any

import pytest
from crossover_tool.errors import SampleError
from crossover_tool.serving.served import parse_served

SPREAD = {"p50": 5_100_000, "p90": 1, "p99": 23_000_000, "p999": 1, "max": 1}
TOLD: dict[str, Any] = {
    "workload": "timer", "strategy": "semaphore", "engine": "asio", "limit": 2, "stopped": False,
    "elapsed_ns": 30_000_000_000, "connections": 4, "arrived": 1240, "answered": 1234, "refused": 6,
    "failed": 0, "cut_off": 0, "too_late": 0, "garbage": 1, "max_in_flight": 2, "achieved_rate": 41.3,
    "mean_wait_ns": 1.0, "mean_latency_ns": 2.0, "request_latency_ns": SPREAD, "latency_ns": SPREAD,
}  # fmt: skip


def test_it_is_one_sentence() -> None:
    served = parse_served(json.dumps(TOLD))
    assert served.elapsed_s == 30.0
    assert served.sentence() == (
        "1,234 requests answered, 6 refused, 1 not understood, from 4 connections: 41 a second, "
        "at most 2 at once, p50 5.1 ms, p99 23 ms"
    )


def test_of_nobody_there_is_no_latency() -> None:
    nobody = parse_served(json.dumps({**TOLD, "answered": 0, "refused": 0, "garbage": 0}))
    assert nobody.sentence() == "0 requests answered, from 4 connections"


@pytest.mark.parametrize("text", ["", "port 4711", "[]", "{}", json.dumps({**TOLD, "limit": "x"})])
def test_another_shape_is_told(text: str) -> None:
    with pytest.raises(SampleError, match="in another shape"):
        parse_served(text)
