"""Who leads a cell, and what a ratio must show before anything is claimed."""

import math

import pytest
from crossover_tool.stats.evidence import (
    CellData,
    apart,
    is_equal,
    leader_of,
    least_lead,
    p_slower,
    weigh,
)
from crossover_tool.stats.paired import LogRatio


def ratio(value: float, error: float = 0.001, blocks: int = 9) -> LogRatio:
    return LogRatio(math.log(value), error, (math.log(value),) * blocks, 8.0)


def test_who_was_only_there_in_quiet_blocks_does_not_lead_by_that() -> None:
    short = {0: 1.1, 1: 1.1}
    whole = {0: 1.0, 1: 1.0, 2: 5.0, 3: 5.0, 4: 5.0}
    assert leader_of({"short": short, "whole": whole}) == "whole"


def test_an_exact_tie_is_broken_by_the_name_and_nobody_leads_nothing() -> None:
    same = {0: 1.0, 1: 2.0}
    assert leader_of({"b": same, "a": same}) == "a"
    assert leader_of({}) == ""


def test_ratios_that_go_round_in_a_circle_end() -> None:
    circle = {
        "a": {0: 1.0, 1: 2.0, 2: 3.0},
        "b": {0: 2.0, 1: 3.0, 2: 1.0},
        "c": {0: 3.0, 1: 1.0, 2: 2.0},
    }
    assert leader_of(circle) in circle


def test_ratios_are_to_the_leader_and_the_control_to_its_own_contender() -> None:
    def series(level: float) -> dict[int, float]:
        return {block: level * (1.0 + block) for block in range(4)}

    spans = {"gather/a": series(1.0), "gather/b": series(2.0), "pool/a": series(3.0)}
    teams = {name: name.partition("/")[0] for name in spans}
    found = weigh(CellData(spans, teams, twice="gather/b", control=series(2.2)))
    assert found.leader == "gather/a"
    assert {name: one.ratio for name, one in found.ratios.items()} == pytest.approx(
        {"gather/b": 2.0, "pool/a": 3.0}
    )
    assert found.control and found.control.ratio == pytest.approx(1.1)
    assert found.siblings == {"gather/b"}


@pytest.mark.parametrize(
    ("blocks", "margin", "lead"),
    [(3, 0.02, 0.25), (5, 0.02, 0.25), (6, 0.02, 0.05), (8, 0.02, 0.05), (9, 0.02, 0.02)]
    + [(9, 0.04, 0.04), (3, 0.3, 0.3)],
)
def test_the_fewer_blocks_the_further_a_rival_must_lie_behind(
    blocks: int, margin: float, lead: float
) -> None:
    assert least_lead(blocks, margin) == lead


def test_two_blocks_prove_neither_slower_nor_equal() -> None:
    assert p_slower(ratio(100.0, blocks=2), 0.02) == 1.0
    assert not is_equal(ratio(1.0, blocks=2), 0.05, 0.02)


def test_equal_is_an_interval_inside_the_margin() -> None:
    assert is_equal(ratio(1.0), 0.05, 0.02)
    assert not is_equal(ratio(1.0, error=0.02), 0.05, 0.02)
    assert not is_equal(ratio(1.03), 0.05, 0.02)
    assert not is_equal(ratio(1.0 / 1.03), 0.05, 0.02)


def test_a_difference_counts_the_same_either_way() -> None:
    assert apart(ratio(1.03)) == pytest.approx(0.03)
    assert apart(ratio(1.0 / 1.03)) == pytest.approx(0.03)
