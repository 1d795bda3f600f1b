"""A contender that a service turns away is a finding: the others are judged, and the run is a
success."""

import json
from pathlib import Path

import pytest
from conftest import FAKE, Command
from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Cell, Contender
from crossover_tool.running.lineup import Lineup, Machine
from crossover_tool.suites.suite import PlannedCell, Suite

PAIR = (
    "--contender",
    "semaphore/asio",
    "--contender",
    "gather/asio",
    "--contender",
    "sequential/std",
)
DATABASE = ("run", "--workload", "database", "--bench", FAKE, "--blocks", "3", *PAIR, "--json")


def test_a_refusal_is_a_result_and_the_others_are_judged(
    crossover: Command, tmp_path: Path
) -> None:
    sweep = (*DATABASE, "--tasks", "200", "--limit", "8,64", "--out", "out")
    result = crossover(*sweep, FAKE_BENCH="refuse:gather/")
    assert result.returncode == 0, result.stderr
    assert "error" not in result.stderr
    (group,) = json.loads(result.stdout)["groups"]
    assert group["finding"].startswith("semaphore wins at every limit measured")
    assert group["finding"].endswith("; gather fails at every limit measured")
    for cell in group["cells"]:
        assert cell["finding"].startswith("semaphore wins, ") and cell["finding"].endswith(
            "; gather fails"
        )
    report = (tmp_path / "out" / "report.md").read_text()
    assert "gather/asio failed: the service has no place for another connection" in report


@pytest.mark.parametrize("seed", range(8))
def test_the_control_is_nobody_whom_the_service_may_turn_away(seed: int) -> None:
    gather, semaphore = Contender("gather", "asio"), Contender("semaphore", "asio")
    cell = Cell("database", 200, 64, (("wait_us", 5000), ("rows", 10), ("deadline_us", 10_000_000)))
    planned = PlannedCell(cell, (gather, semaphore), 3, 3_000_000, 0, "")
    lineup = Lineup(
        Suite("one", "", 3, (planned,)), Bench(Path(FAKE)).catalog(), Machine(2, 20_000)
    )
    assert lineup.twin(0, seed) == semaphore
