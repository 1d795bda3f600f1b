"""What sets a contender's ideal, in tables, JSON and the ranking chart."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Command, frozen, lines_of
from crossover_tool.analysis.contender import measured
from crossover_tool.cell import Contender


def sample(**changes: Any) -> dict[str, Any]:
    """A good tcp sample with some fields changed."""
    good = next(
        s
        for s in lines_of(frozen())[1:-1]
        if s["measurement"]["status"] == "ok" and s["measurement"]["cell"]["workload"] == "tcp"
    )
    return {**good, "measurement": {**good["measurement"], **changes}}


@pytest.mark.parametrize(
    ("kind", "says"), [("wait", "wait"), ("cpu", "CPU"), ("limit", "limit"), ("none", "")]
)
def test_the_ideals_kind_is_the_label(kind: str, says: str) -> None:
    found = measured(Contender("gather", "asio"), [sample(ideal_kind=kind)])
    assert found and found.bound == says


def test_a_busy_server_is_what_bounds() -> None:
    server = {"requests": 1, "peak_concurrency": 1, "cpu_ns": 60}
    found = measured(
        Contender("gather", "asio"), [sample(makespan_ns=[100], server=server, ideal_kind="wait")]
    )
    assert found and found.bound == "server"


def test_tables_and_json_show_it(crossover: Command, tmp_path: Path) -> None:
    document = json.loads(crossover("report", frozen(), "--json").stdout)
    labels = {
        c["bound"] for g in document["groups"] for cell in g["cells"] for c in cell["contenders"]
    }
    assert labels == {"wait", "CPU"}
    assert crossover("report", frozen(), "--out", "r").stdout.count("bound by") == 6
    assert "| bound by |" in (tmp_path / "r" / "report.md").read_text()
