"""A side of a figure that the bench measures."""

from dataclasses import replace
from pathlib import Path

import made_goals
import pytest
from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import SampleError
from crossover_tool.overhead.bare_script import FOLDER
from crossover_tool.overhead.bench_side import MEASURED_MS, Sides, contract_us, makespan_ns

TIMER = Cell.parse("timer/tasks:10/limit:10/wait_us:1000")
GATHER = Contender("gather", "asio")
PLAIN = made_goals.measured(GATHER, 60e6)


def test_a_message_takes_some_time_whatever_was_measured() -> None:
    assert contract_us(replace(PLAIN, figures={"contract_ns": 45_000.0})) == 45.0
    assert contract_us(replace(PLAIN, figures={})) == 0.001
    assert makespan_ns(PLAIN) == 60e6


def test_a_side_takes_the_figure_of_one_process() -> None:
    side = Sides(Bench(FAKE), [(TIMER, GATHER)]).side(TIMER, GATHER, makespan_ns)
    assert side.take() >= 1e6  # its tasks wait for a millisecond


def test_a_process_measures_as_long_as_a_bare_script() -> None:
    side = Sides(Bench(FAKE), [(TIMER, GATHER)]).side(TIMER, GATHER, makespan_ns)
    command = side.sampler.command(side.entrant, Path("/dev/null"))
    assert f"--min_time_ms={MEASURED_MS}" in command
    bare = (FOLDER / "bare_batches.py").read_text(encoding="utf-8")
    assert f"MEASURED_NS = {MEASURED_MS}_000_000" in bare


def test_a_sample_that_fails_is_told_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    side = Sides(Bench(FAKE), [(TIMER, GATHER)]).side(TIMER, GATHER, makespan_ns)
    monkeypatch.setenv("FAKE_BENCH", "error:timer/gather/asio")
    with pytest.raises(SampleError, match="^gather/asio on timer, wait 1 ms: 10 tasks, limit 10: "):
        side.take()


def test_a_pair_that_cannot_run_has_its_reason() -> None:
    blocks = Cell.parse("sync_only/tasks:10/limit:10/wait_us:5000")
    sides = Sides(Bench(FAKE), [(blocks, GATHER), (TIMER, GATHER)])
    assert "no way to wait" in sides.reason(blocks, GATHER)
    assert sides.reason(TIMER, GATHER) == ""
