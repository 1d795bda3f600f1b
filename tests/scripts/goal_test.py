"""A goal: who is held against whom, and where."""

import made_goals
from crossover_tool.cell import BASELINE, Contender
from crossover_tool.goal import IDEAL, ITSELF

ASIO = made_goals.ASIO


def test_a_program_is_a_rival_on_the_same_cell() -> None:
    found = made_goals.goal(1.1)
    raw = Contender(BASELINE, "raw")
    assert (found.rival, found.entrants) == (raw, ((0, ASIO), (0, raw)))


def test_itself_is_measured_on_another_cell() -> None:
    found = made_goals.goal(1.5, baseline=ITSELF, other_cell=3)
    assert (found.rival, found.baseline_cell) == (ASIO, 3)
    assert found.entrants == ((0, ASIO), (3, ASIO))


def test_neither_the_ideal_nor_a_figure_is_measured() -> None:
    for baseline in (IDEAL, ""):
        found = made_goals.goal(1.1, baseline=baseline)
        assert (found.rival, found.entrants) == (None, ((0, ASIO),))


def test_a_goal_that_is_skipped_measures_nobody() -> None:
    assert made_goals.goal(1.1, skipped="no TBB").entrants == ()


def test_the_target_says_from_which_side() -> None:
    assert [made_goals.goal(1.1, side).target for side in (True, False)] == ["<= 1.1x", ">= 1.1x"]
