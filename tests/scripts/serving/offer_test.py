"""One contender on one cell, offered as a service."""

from pathlib import Path

import pytest
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import UsageError
from crossover_tool.serving.offer import LIMIT, REQUESTS, Offer, one_place
from crossover_tool.suites import one_cell
from made_catalog import catalog

GATHER = Contender("gather", "asio")


def test_a_service_is_told_what_a_run_would_be() -> None:
    offer = Offer(
        Path("b"), Cell.parse("timer/tasks:9/limit:4"), GATHER, queue=0, rates={"hash": 1.5}
    )
    assert offer.command() == [
        *("b", "--serve", "--cell=timer/tasks:9/limit:4", "--contender=gather/asio"),
        *("--for_ms=30000", "--port=0", "--seed=1", "--queue=0", "--rate=hash=1.5"),
    ]
    anybody = Offer(Path("b"), Cell("timer", 9, 4), GATHER)
    assert not any(word.startswith("--queue") for word in anybody.command())


def test_a_cell_is_written_as_for_a_run() -> None:
    cell, who = one_place("timer", {"wait": "2ms"}, "gather/asio", catalog())
    assert (cell.number("wait_us"), cell.tasks, cell.limit, who) == (2000, REQUESTS, LIMIT, GATHER)


def test_cores_are_those_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_cell, "usable_cores", lambda: 7)
    cell, _ = one_place("timer", {"limit": "cores"}, "gather/asio", catalog())
    assert cell.limit == 7


@pytest.mark.parametrize(
    ("options", "contender", "says"),
    [
        ({}, "gather/*", "'gather/\\*' names 2 contenders, and a service is one"),
        ({"workload": "tcp"}, "gather/asio", "unknown parameter of workload 'timer' 'workload'"),
        ({"wait": "1ms,2ms"}, "gather/asio", "these options make 2 cells"),
        ({}, "gater/asio", "unknown strategy 'gater'"),
    ],
)
def test_a_service_is_one(options: dict[str, str], contender: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        one_place("timer", options, contender, catalog())
