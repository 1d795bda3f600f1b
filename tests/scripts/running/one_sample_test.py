"""A single sample, taken as a run takes its own."""

import pytest
from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.running.one_sample import take_one
from crossover_tool.samples.records import Status

TIMER = {"workload": "timer", "tasks": "10", "wait": "1ms"}
WHO = Contender("gather", "asio")


def test_one_cell_and_contender_are_measured() -> None:
    found = take_one(Bench(FAKE), TIMER, WHO, 1, 30.0)
    assert (found.ok, found.cell.tasks, found.contender.name) == (True, 10, "gather/asio")


def test_what_goes_wrong_is_in_the_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_BENCH", "error:timer/gather/asio")
    found = take_one(Bench(FAKE), TIMER, WHO, 1, 30.0)
    assert found.status is Status.ERROR and found.reason


def test_wrong_options_are_refused() -> None:
    with pytest.raises(UsageError, match="unknown workload"):
        take_one(Bench(FAKE), {**TIMER, "workload": "tmer"}, WHO, 1, 30.0)
