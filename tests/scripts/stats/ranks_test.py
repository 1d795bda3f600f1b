"""Ranks that carry ties all the way down, in the table, in Markdown and in JSON."""

import json
import math
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Command
from crossover_tool.analysis.analyse import analyse
from crossover_tool.reports.report import Report
from crossover_tool.samples.reader import read
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.judge import InterimData, judge
from made_results import cell, write_results
from shown import by_view, parts

LEVELS = {
    "gather/asio": 1.0,
    "semaphore/asio": 1.0,
    "thread_pool/std": 2.0,
    "thread_pool/tbb": 2.0,
    "process_pool/posix": 3.0,
}
RANKS = {
    "gather/asio": 1,
    "semaphore/asio": 1,
    "thread_pool/std": 3,
    "thread_pool/tbb": 3,
    "process_pool/posix": 5,
}


def ranked(
    levels: Mapping[str, float], blocks: int, sigma: float, part: float = 1.0
) -> Mapping[str, int]:
    """The ranks of contenders with these true makespans."""
    chance = random.Random(7)
    spans = {
        name: {b: level * math.exp(chance.gauss(0.0, sigma)) for b in range(blocks)}
        for name, level in levels.items()
    }
    return judge([InterimData(part, [CellData(spans)])]).cells[0].ranks()


def test_who_is_not_told_apart_shares_a_rank_at_any_place() -> None:
    assert ranked(LEVELS, 9, 0.01) == RANKS


def test_everyone_is_held_against_the_head_of_a_group() -> None:
    """Of 2.00, 2.03 and 2.06 each is near its neighbour, and the last is proven to be more than 2 %
    behind the first."""
    levels = {"a": 1.0, "b": 2.0, "c": 2.03, "d": 2.06}
    assert ranked(levels, 20, 0.001) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_few_blocks_leave_a_tenth_in_one_rank_and_two_in_the_first() -> None:
    assert ranked({"a": 1.0, "b": 2.0, "c": 2.2}, 3, 0.005) == {"a": 1, "b": 2, "c": 2}
    assert set(ranked(LEVELS, 2, 0.01).values()) == {1}


def test_a_look_that_may_spend_nothing_ranks_nobody() -> None:
    assert set(ranked(LEVELS, 9, 0.01, part=0.0).values()) == {1}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    chance = random.Random(3)

    def span(_: Mapping[str, Any], name: str, __: int) -> float:
        return 5e6 * LEVELS[name] * math.exp(chance.gauss(0.0, 0.01))

    return write_results(
        tmp_path / "o", [cell("timer", 10, 10, wait_us=1000)], list(LEVELS), 9, span
    )


def test_every_form_says_the_same(crossover: Command, run: Path) -> None:
    analysis = analyse(read(run))
    (table,) = by_view(parts(analysis, "cells")[0])["ranking"].tables
    assert {row[1]: int(row[0]) for row in table.rows} == RANKS
    ((one,),) = [group["cells"] for group in Report(analysis).as_json()["groups"]]
    assert {c["contender"]: c["rank"] for c in one["contenders"]} == RANKS
    shown = crossover("report", run).stdout
    report = (run / "report.md").read_text()
    for name, rank in RANKS.items():
        assert f"| {rank} | {name} |" in report
        assert any(line.split()[:2] == [str(rank), name] for line in shown.splitlines())
    assert json.loads(crossover("report", run, "--json").stdout)["groups"][0]["cells"] == [one]
