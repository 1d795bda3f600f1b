"""The whole path of requests that arrive, in the real bench: they wait as long as in the queue that
the contender is, and one that is another queue is caught."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from crossover_tool.bench.binary import Bench  # noqa: E402
from crossover_tool.errors import SampleError  # noqa: E402
from crossover_tool.proof import queue_path  # noqa: E402
from crossover_tool.proof.queue_path import Agreement, Effort, agreements  # noqa: E402
from crossover_tool.proof.queues import QUEUES, Queue  # noqa: E402

SHORT = Effort(runs=4, seconds=1.5)


@pytest.fixture(autouse=True)
def _few_long_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_path, "LONG_RUNS", 10)
    monkeypatch.setattr(queue_path, "LONG_REQUESTS", 10_000)


def found(*queues: Queue) -> list[Agreement]:
    """Judges times: where a busy machine keeps the generator from its core, it asks again, twice."""
    bench = Bench(Path(os.environ.get("CROSSOVER_BENCH", "")))
    for attempt in range(2):
        try:
            return agreements(bench, SHORT, 1, lambda share: None, queues, (0.5, 0.7))
        except SampleError as error:
            if "was let go more than" not in str(error):
                raise
            print(f"try {attempt + 1}: {error}")
    return agreements(bench, SHORT, 1, lambda share: None, queues, (0.5, 0.7))


def test_requests_wait_as_long_as_theory_says() -> None:
    for one in found(*QUEUES):
        assert one.state != "BROKEN", one
        assert one.measured > 0.0


def test_a_contender_that_is_another_queue_is_caught() -> None:
    """One server where two are promised: it fills up."""
    for one in found(Queue("M/M/2", "sequential/std", 2, "exponential")):
        assert one.state == "BROKEN", one
