"""A simulated run: its blocks, who leaves, and what it stands on."""

import pytest
from crossover_tool.proof.design import Design
from crossover_tool.proof.noise import scenario
from crossover_tool.proof.world import World, second

TEAMS = ("a", "b", "c")
TRUTH, OPEN = [1.0, 2.0, 9.0], [1.0, 1.05, 9.0]
"""Which choice is good enough stays open where one lies on the margin."""


def world(
    truth: list[float] = TRUTH,
    budget_rounds: float | None = None,
    noise: str = "quiet",
    seed: int = 1,
) -> World:
    design = Design("made", (TEAMS,) * 3, 4, budget_rounds)
    return World(design, [truth] * 3, scenario(noise), seed)


def test_without_a_budget_every_cell_has_its_blocks() -> None:
    found = world()
    found.run()
    assert found.elapsed == pytest.approx(4.0)
    for cell in found.data():
        assert set(cell.makespans) == {"a/0", "b/0", "c/0"}
        assert {len(series) for series in (*cell.makespans.values(), cell.control)} == {4}
        assert cell.twice == "a/0"


def test_a_sample_lies_about_its_truth() -> None:
    (after, *_) = world().at([40])[0]
    middle = sorted(
        after.makespans["b/0"][block] / after.makespans["a/0"][block] for block in range(40)
    )[20]
    assert middle == pytest.approx(2.0, rel=0.02)


def test_who_is_far_behind_leaves_a_run_with_a_budget() -> None:
    found = world(OPEN, budget_rounds=30.0)
    found.run()
    (cell, *_) = found.data()
    assert len(cell.makespans["c/0"]) < len(cell.control)
    assert found.elapsed <= 30.0 + 1.0


def test_a_block_that_is_disturbed_is_taken_again() -> None:
    calm, disturbed = world(), world(noise="bursts", seed=3)
    for one in (calm, disturbed):
        one.at([40])
    assert calm.elapsed == pytest.approx(40.0) and disturbed.elapsed > 40.1


def test_the_samples_of_a_moment_stay_what_they_were() -> None:
    early, late = world().at([3, 9])
    assert [len(cell.control) for cell in (early[0], late[0])] == [3, 9]


def test_no_round_is_left_out_before_anything_may_be_called_good_enough() -> None:
    """The design's blocks are taken, though three rounds are all that the budget has room for."""
    found = world(OPEN, budget_rounds=3.0)
    found.run()
    assert {len(cell.control) for cell in found.data()} == {4}


def test_the_second_of_the_best_two_is_of_another_side() -> None:
    assert second(("a", "a", "b", "c")) == 2
