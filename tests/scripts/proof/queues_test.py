"""Queue theory and the draws: printed values, the same mean either way, and what is said of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.cli.proof_tables import broken_queue, queue_row
from crossover_tool.cli.prove_verb import main as prove
from crossover_tool.errors import SampleError, UsageError
from crossover_tool.plan.entrants import Entrant
from crossover_tool.proof import queue_path
from crossover_tool.proof.queue_path import Agreement, Effort, agreements
from crossover_tool.proof.queues import (
    QUEUES,
    SERVICE_US,
    Queue,
    arrivals_ns,
    drawn,
    erlang_c,
    services_ns,
    waits_ns,
)
from crossover_tool.running.sampler import Sampler, Taken, unmeasured
from crossover_tool.samples.records import Status

ONE, CONSTANT, FOUR = QUEUES[:3]


def test_erlangs_formula_is_the_textbooks() -> None:
    assert erlang_c(1, 0.7) == pytest.approx(0.7)
    assert erlang_c(2, 1.0) == pytest.approx(1.0 / 3.0)
    assert erlang_c(4, 3.6) == pytest.approx(0.7878, abs=1e-4)


def test_mean_waits_are_the_textbooks() -> None:
    assert ONE.mean_wait(0.9) == pytest.approx(9.0)
    assert CONSTANT.mean_wait(0.9) == pytest.approx(4.5)
    assert FOUR.mean_wait(0.5) == pytest.approx(0.0870, abs=1e-4)


@pytest.mark.parametrize("queue", QUEUES[:3], ids=lambda queue: queue.name)
def test_the_draws_wait_as_theory_says(queue: Queue) -> None:
    means = []
    for seed in range(1, 31):
        services = services_ns(queue, 20_000, seed)
        waits = waits_ns(arrivals_ns(20_000, queue.rate(0.7), seed), services, queue.servers)
        means.append(waits.mean() / (SERVICE_US * 1e3))
    error = np.std(means, ddof=1) / np.sqrt(len(means))
    assert np.mean(means) == pytest.approx(queue.mean_wait(0.7), abs=4 * error)


def test_draws_are_even_and_another_seed_has_others() -> None:
    some = drawn(3, 1, np.arange(20_000))
    assert some.mean() == pytest.approx(0.5, abs=0.01)
    assert 0.0 < some.min() and some.max() < 1.0
    assert not np.array_equal(some, drawn(4, 1, np.arange(20_000)))
    assert not np.array_equal(some, drawn(3, 2, np.arange(20_000)))


def agreement(wait: float, half: float) -> Agreement:
    return Agreement(ONE, 0.5, 1.0, 1.0, 1.0, wait, wait - half, wait + half)


def test_a_queue_is_held_open_or_broken() -> None:
    states = [agreement(*one).state for one in ((1.02, 0.05), (1.02, 0.2), (1.4, 0.2), (0.5, 0.1))]
    assert states == ["held", "open", "BROKEN", "BROKEN"]
    assert replace(agreement(0.0, 0.01), theory=0.013, wait=0.02).most == 0.02
    assert "a request waits for 1.400 service times" in broken_queue(queue_row(agreement(1.4, 0.2)))


@pytest.fixture(name="small")
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """One queue at one load, and few searches: the stand-in bench knows a formula and no queue."""
    honest = queue_path.agreements
    monkeypatch.setattr(queue_path, "LONG_RUNS", 3)
    monkeypatch.setattr(queue_path, "LONG_REQUESTS", 1000)
    monkeypatch.setattr(
        queue_path,
        "agreements",
        lambda bench, effort, seed, done: honest(
            bench, Effort(6, 4.0), seed, done, QUEUES[1:2], (0.5,)
        ),
    )


def test_a_bench_that_waits_otherwise_breaks_the_proof(
    small: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prove(["--service", "--reports", "4", "--bench", str(FAKE)]) == 5
    shown = capsys.readouterr()
    assert "M/D/1 at 50% load (sequential/std): a request waits for" in shown.err
    assert "mean wait, in service times" in shown.out and "false winners on capacity" in shown.out


def test_a_sample_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_path, "LONG_RUNS", 3)
    monkeypatch.setattr(queue_path, "LONG_REQUESTS", 1000)
    monkeypatch.setattr(Sampler, "take", fails)
    with pytest.raises(SampleError, match="M/M/1 at 50% load: the bench broke"):
        agreements(Bench(Path(FAKE)), Effort(2, 1.0), 1, lambda share: None, QUEUES[:1], (0.5,))


def fails(sampler: Sampler, entrant: Entrant, timeout_s: float) -> Taken:
    return Taken(unmeasured(entrant.pair, Status.ERROR, "the bench broke"), 0.0, 1, False)


def test_it_has_one_length(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="--service and --long exclude each other"):
        prove(["--service", "--long", "--bench", str(FAKE)])
