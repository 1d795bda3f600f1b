"""A comparison for scripts: nothing is infinite, and what is not known is null."""

import json

import pytest
from crossover_tool.analysis.compare import Change, Lost
from crossover_tool.reports.compare_json import as_json
from crossover_tool.stats.shift import Shift
from made_comparison import CELL, comparison, row

KNOWN, UNKNOWN = row(), row("pool/x", 1.0, Change.UNRESOLVED, blocks=1)


def test_an_interval_that_is_not_known_is_null() -> None:
    told = json.loads(json.dumps(as_json(comparison(KNOWN, UNKNOWN), []), allow_nan=False))
    known, unknown = told["rows"]
    assert known["ratio_interval"] == pytest.approx({"low": 1.188, "high": 1.212})
    assert (unknown["ratio_interval"], unknown["detectable"]) == (None, None)
    assert known["detectable"] > 0.02 and known["own_ratio"] == pytest.approx(1.2)


def test_every_change_is_counted_and_regressions_are_named() -> None:
    told = as_json(comparison(KNOWN, UNKNOWN), [KNOWN])
    assert told["counts"] == {"faster": 0, "slower": 1, "same": 0, "unresolved": 1, "void": 0}
    assert told["regressions"] == ["timer/tasks:100/limit:10/wait_us:5000 gather/asio"]


def test_the_machines_part_stands_apart() -> None:
    shift = Shift(0.03, 0.001, 9.0, 4)
    told = as_json(comparison(KNOWN, shifts={"gather/asio": shift}), [])
    assert told["machine_shift"]["ratio"] == pytest.approx(1.0305, abs=1e-4)
    assert told["machine_shift"]["low"] < 1.03 < told["machine_shift"]["high"]
    assert told["rows"][0]["own_ratio"] == pytest.approx(1.2 / 1.0305, abs=1e-3)
    assert as_json(comparison(KNOWN), [])["machine_shift"] is None


def test_what_is_lost_is_told_with_its_cell() -> None:
    (lost,) = as_json(comparison(lost=(Lost(CELL, "a/x", "void", True),)), [])["lost"]
    assert (lost["workload"], lost["params"], lost["contender"], lost["why"]) == (
        *("timer", {"wait_us": 5000}, "a/x", "void"),
    )
