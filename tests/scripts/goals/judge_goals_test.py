"""What becomes of goals."""

from dataclasses import replace

import pytest
from crossover_tool.cell import Cell
from crossover_tool.goal import ITSELF, Goal
from crossover_tool.samples.goal_metric import METRICS
from crossover_tool.goals.judge_goals import Outcome, Result, judge
from crossover_tool.samples.records import Sample, Status
from made_goals import ASIO, CELL, LIBUV, RAW, goal, measured, samples, suite


def held(one: Goal, taken: list[Sample]) -> Result:
    (result,) = judge(suite(one), taken).results
    return result


@pytest.mark.parametrize(
    ("bound", "at_most", "ours", "outcome"),
    [
        (1.10, True, [101.0, 102.0, 103.0], Outcome.REACHED),
        (1.10, True, [131.0, 132.0, 133.0], Outcome.MISSED),
        (1.10, True, [80.0, 110.0, 140.0], Outcome.UNRESOLVED),
        (1.10, True, [101.0], Outcome.UNRESOLVED),  # one block proves nothing
        (0.98, False, [101.0, 102.0, 103.0], Outcome.REACHED),
        (0.98, False, [91.0, 92.0, 93.0], Outcome.MISSED),
        (0.98, False, [80.0, 98.0, 120.0], Outcome.UNRESOLVED),
    ],
)
def test_a_goal_is_decided_by_its_whole_interval(
    bound: float, at_most: bool, ours: list[float], outcome: Outcome
) -> None:
    result = held(goal(bound, at_most), samples(ours, [100.0] * len(ours)))
    assert result.outcome is outcome
    assert result.baseline_figure == pytest.approx(100e6)


def test_what_slows_a_whole_block_does_not_count() -> None:
    result = held(goal(1.10), samples([105.0, 210.0, 420.0], [100.0, 200.0, 400.0]))
    assert (result.outcome, round(result.ratio, 6)) == (Outcome.REACHED, 1.05)


def test_an_ideal_and_a_fixed_figure_need_no_program() -> None:
    ours = samples([51.0, 51.1, 51.2], [])
    late = goal(1.01, baseline="ideal")
    assert held(late, ours).outcome is Outcome.MISSED  # 51 ms where the ideal is 50 ms
    assert late.entrants == ((0, ASIO),)
    small = held(goal(1.0, baseline="", fixed=100.0, metric="memory a task"), ours)
    assert (small.outcome, small.ratio) == (Outcome.REACHED, pytest.approx(0.5))


@pytest.mark.parametrize(
    ("cpu_ns", "outcome"), [(1400e3, Outcome.REACHED), (1600e3, Outcome.MISSED)]
)
def test_a_contender_is_held_against_itself_with_fewer_tasks(
    cpu_ns: float, outcome: Outcome
) -> None:
    small = Cell("timer", 100, 100)
    itself = goal(1.5, metric="CPU a task", baseline=ITSELF, other_cell=1)
    both = suite(itself, replace(itself, contender=LIBUV), cells=(CELL, small))
    taken = [
        Sample(block, 0, place, measured(ASIO, 1e9, cpu, cell))
        for place, cell, cpu in ((0, CELL, cpu_ns), (1, small, 100e3))
        for block in range(3)
    ]
    first, second = judge(both, taken).results
    assert (first.outcome, first.ratio) == (outcome, pytest.approx(cpu_ns / 1000e3))
    assert second.outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("status", "outcome"), [(Status.ERROR, Outcome.FAILED), (Status.VOID, Outcome.VOID)]
)
def test_samples_that_went_wrong_leave_a_goal_without_an_answer(
    status: Status, outcome: Outcome
) -> None:
    ours, theirs = samples([100.0], [100.0])
    bad = replace(theirs, measurement=replace(theirs.measurement, status=status))
    result = held(goal(1.0), [ours, bad])
    assert result.outcome is outcome


def test_one_void_sample_among_good_ones_makes_its_goal_void() -> None:
    taken = samples([101.0, 101.1, 101.2, 101.3], [100.0] * 4)
    assert held(goal(1.1), taken).outcome is Outcome.REACHED
    taken[0] = replace(taken[0], measurement=replace(taken[0].measurement, status=Status.VOID))
    assert held(goal(1.1), taken).outcome is Outcome.VOID


def test_figures() -> None:
    found = measured(RAW, 60e6, cpu_ns=2e6)
    read = {name: metric.figure(found) for name, metric in METRICS.items()}
    assert read["CPU a task"] == 2000
    assert read["dispatch"] == 60_000
    assert read["lateness"] == pytest.approx(10e6)  # the ideal is 50 ms
    assert read["tasks a second"] == pytest.approx(1000 / 0.06)
    many = replace(found, makespan_ns=tuple(float(ns) for ns in range(1000, 0, -1)))
    assert METRICS["slow batches"].figure(many) == 990  # of 1,000 batches ten take longer
    less = replace(found, figures={"bytes_per_task": -3.0})
    assert METRICS["memory a task"].figure(less) == 1.0
