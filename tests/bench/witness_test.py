"""`crossover serve` with the real bench, and both load generators beside theory on a short run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from crossover_tool.bench.binary import Bench  # noqa: E402
from crossover_tool.errors import MissingError, SampleError  # noqa: E402
from crossover_tool.serving.offer import Offer, one_place  # noqa: E402
from crossover_tool.serving.service import Service  # noqa: E402
from crossover_tool.witness import comparison, wrk  # noqa: E402
from crossover_tool.witness.row import Row  # noqa: E402

BENCH = Path(os.environ.get("CROSSOVER_BENCH", ""))
CONTENDER = "semaphore/asio"
SECONDS = 3

needs_wrk = pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")

CORES = len(os.sched_getaffinity(0))
LOAD = os.getloadavg()[0]
judges_times = pytest.mark.skipif(
    LOAD > 3 * CORES, reason=f"the load is {LOAD:.1f} on {CORES} cores: times would be others'"
)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "crossover_tool", "serve", "--bench", str(BENCH), *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}


def arrivals(rate: int) -> Row:
    try:
        return comparison.by_arrivals(Bench(BENCH), CONTENDER, 1, rate, SECONDS)
    except MissingError as why:
        pytest.skip(str(why))


def calm(row: Row) -> None:
    """On a machine where tests run beside one another a p99 says nothing."""
    assert row.measured.rate == pytest.approx(row.theory.rate, rel=0.05), row
    assert row.measured.p50_ms is not None and row.theory.p50_ms is not None
    assert row.measured.p50_ms == pytest.approx(row.theory.p50_ms, rel=0.1, abs=1.0), row


@judges_times
@needs_wrk
def test_at_low_load_both_see_the_same() -> None:
    asked = comparison.by_wrk(Bench(BENCH), CONTENDER, 1, 1, SECONDS)
    arrived = arrivals(100)
    calm(asked)
    calm(arrived)
    assert asked.measured.p50_ms == pytest.approx(arrived.measured.p50_ms or 0.0, rel=0.1)


@judges_times
@needs_wrk
@pytest.mark.parametrize("connections", [4, 16])
def test_a_closed_loop_gets_the_capacity_and_no_more(connections: int) -> None:
    calm(comparison.by_wrk(Bench(BENCH), CONTENDER, 1, connections, SECONDS))


@judges_times
def test_requests_that_arrive_beyond_the_capacity_are_saturated() -> None:
    row = arrivals(480)
    assert row.measured.p50_ms is None
    assert row.theory.p50_ms is None
    assert row.measured.rate == pytest.approx(row.theory.rate, rel=0.05)


@needs_wrk
def test_a_service_that_is_not_what_it_promises_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Theory's queue has four servers, and this service two."""
    honest = comparison.one_place

    def smaller(workload: str, options: dict[str, str], *others: object) -> object:
        return honest(workload, {**options, "limit": "2"}, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(comparison, "one_place", smaller)
    row = comparison.by_wrk(Bench(BENCH), CONTENDER, 1, 4, SECONDS)
    assert row.state == "BROKEN"
    assert "answers a second, not" in row.sentence()


@needs_wrk
def test_answers_that_are_refusals_are_no_figures() -> None:
    bench = Bench(BENCH)
    cell, who = one_place(
        "timer", {"wait": "50ms", "limit": "1"}, CONTENDER, bench.catalog([CONTENDER])
    )
    with Service(Offer(BENCH, cell, who, for_ms=20_000, queue=0)) as service:
        with pytest.raises(SampleError, match="Non-2xx"):
            wrk.drive(service.url, 8, 1)
        assert service.stop().refused > 0


def started(*asked: str) -> subprocess.Popen[str]:
    """The command, serving."""
    pipe = subprocess.PIPE
    return subprocess.Popen(command(*asked), stdout=pipe, stderr=pipe, text=True, env=environment())


def test_the_command_serves_and_tells() -> None:
    asked = ("--workload", "timer", "--wait", "1ms", "--for", "1s", "--json")
    with started(*asked) as serving:
        assert serving.stdout is not None
        start = json.loads(serving.stdout.readline())
        with socket.create_connection(("127.0.0.1", start["port"]), 10) as client:
            client.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert client.recv(100).startswith(b"HTTP/1.1 200 ")
        out, errors = serving.communicate(timeout=30)
    assert serving.returncode == 0, errors
    assert json.loads(out)["answered"] == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_with_its_figures_and_130(number: signal.Signals) -> None:
    asked = ("--workload", "timer", "--for", "1h")
    with started(*asked) as serving:
        assert serving.stdout is not None
        assert "http://127.0.0.1:" in serving.stdout.readline()
        serving.send_signal(number)
        out, errors = serving.communicate(timeout=30)
    assert serving.returncode == 130
    assert "0 requests answered, from 0 connections" in out
    assert errors.strip() == "crossover: error: interrupted"


def test_a_service_that_dies_is_told_and_leaves_nothing() -> None:
    bench = Bench(BENCH)
    cell, who = one_place("tcp", {}, "process_pool/posix", bench.catalog(None))
    with Service(Offer(BENCH, cell, who)) as service:
        assert service._bench is not None
        service._bench.kill()
        with pytest.raises(SampleError, match="the bench ended with -9"):
            service.wait()
