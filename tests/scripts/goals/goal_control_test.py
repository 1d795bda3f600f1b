"""The A/A control of goals: a contender that runs twice on each cell, and what becomes of goals
when it differs from itself."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Command, lines_of
from crossover_tool.goal import ITSELF
from crossover_tool.goals.goal_control import controls
from crossover_tool.goals.judge_goals import Outcome, judge
from crossover_tool.plan.schedule import Slot
from crossover_tool.running.runner import Runner
from crossover_tool.running.sampler import Taken
from crossover_tool.samples.records import Sample
from crossover_tool.suite import Suite
from goals_world import make_world, run_goals
from made_goals import ASIO, CELL, LIBUV, RAW, goal, measured, suite

FIGURES = ("makespan", "CPU a task")
BLOCKS = 6


def two_figures(cells: int = 1) -> Suite:
    """Two figures held against a program on each cell."""
    goals = [
        goal(2.0, cell=cell, metric=figure, contender=contender)
        for cell in range(cells)
        for figure in FIGURES
        for contender in (ASIO, LIBUV)
    ]
    return suite(*goals, cells=(CELL,) * cells)


def samples(
    cells: int, second: tuple[float, float] = (1.0, 1.0), spread: float = 0.0
) -> list[Sample]:
    """Everybody alike, but the control's second run on cell 0, whose makespan and CPU are `second`
    times the first's; each odd block of it is `spread` higher, each even one lower."""
    made = []
    for cell in range(cells):
        for contender, again in ((ASIO, False), (ASIO, True), (LIBUV, False), (RAW, False)):
            for block in range(BLOCKS):
                span, cpu = second if again and cell == 0 else (1.0, 1.0)
                slow = 1.0 + 0.1 * block + (spread if block % 2 else -spread) * again
                found = measured(contender, 50e6 * span * slow, 1e6 * cpu * slow)
                made.append(Sample(block, len(made), cell, found, control=again))
    return made


def test_a_sound_control_voids_nothing_and_its_samples_are_its_own() -> None:
    judged = judge(two_figures(), samples(1, spread=0.02))
    assert {result.outcome for result in judged.results} == {Outcome.REACHED}
    # without the second of the control's runs
    assert all(result.ratio == pytest.approx(1.0) for result in judged.results)
    assert set(judged.controls) == {(0, figure) for figure in FIGURES}
    assert not any(control.failed for control in judged.controls.values())
    assert 0.0 < judged.noise_floor < 0.01


def test_a_control_that_differs_voids_the_goals_of_its_cell_in_that_figure_alone() -> None:
    judged = judge(two_figures(2), samples(2, second=(1.3, 1.0), spread=0.02))
    found = {(r.goal.cell, r.goal.metric): r.outcome for r in judged.results}
    assert found == {
        (0, "makespan"): Outcome.VOID,
        (0, "CPU a task"): Outcome.REACHED,
        (1, "makespan"): Outcome.REACHED,
        (1, "CPU a task"): Outcome.REACHED,
    }
    void = judged.controls[0, "makespan"]
    assert (void.contender, void.failed) == ("gather/asio", True)
    assert 1.0 < void.low < 1.3 < void.high


def test_less_than_one_percent_and_what_is_not_proven_void_nothing() -> None:
    for second, spread in ((1.008, 0.0005), (1.05, 0.2)):
        judged = judge(two_figures(), samples(1, second=(second, 1.0), spread=spread))
        assert Outcome.VOID not in {result.outcome for result in judged.results}


def test_a_contender_held_against_itself_stands_on_the_controls_of_both_cells() -> None:
    itself = goal(1.5, cell=1, baseline=ITSELF, other_cell=0)
    both = suite(itself, cells=(CELL, replace(CELL, tasks=100)))
    assert judge(both, samples(2)).results[0].outcome is Outcome.REACHED
    (void,) = judge(both, samples(2, second=(1.3, 1.0))).results
    assert void.outcome is Outcome.VOID  # although its own cell is sound
    assert [control.failed for control in void.controls] == [False, True]


def test_samples_without_a_control_are_judged_all_the_same() -> None:
    judged = judge(two_figures(), [one for one in samples(1) if not one.control])
    assert {result.outcome for result in judged.results} == {Outcome.REACHED}
    assert (dict(judged.controls), controls(two_figures(), [])[1]) == ({}, 0.0)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return make_world(tmp_path)


def test_a_run_measures_its_control_and_shows_the_noise(crossover: Command, world: Path) -> None:
    result = run_goals(crossover, world, FAKE_BENCH_NOISE="0.001")
    assert result.returncode == 0, result.stderr
    second = [line for line in lines_of(world / "o" / "samples.jsonl") if line.get("control")]
    (twice,) = {f"{s['measurement']['strategy']}/{s['measurement']['engine']}" for s in second}
    assert twice.startswith("gather/") and [s["block"] for s in second] == [0, 1, 2]
    assert f"{twice} (A/A) on timer" in result.stderr
    assert "noise floor " in result.stdout and " noise " in result.stdout
    document = json.loads(crossover("report", "o", "--json").stdout)
    assert 0.0 < document["noise_floor"] < 0.05
    assert [goal["controls"][0]["contender"] for goal in document["goals"]] == [twice] * 3
    assert not any(goal["controls"][0]["failed"] for goal in document["goals"])


def test_a_control_that_fails_is_told_and_its_goals_are_void(
    crossover: Command, world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the control's second run takes 1.55 times as long."""
    honest = Runner._write

    def biased(self: Runner, slot: Slot, taken: Taken) -> None:
        spans = taken.measurement.makespan_ns
        longer = tuple(span * 1.55 for span in spans) if slot.control else spans
        slow = replace(taken.measurement, makespan_ns=longer)
        honest(self, slot, replace(taken, measurement=slow))

    monkeypatch.setattr(Runner, "_write", biased)
    result = run_goals(crossover, world, FAKE_BENCH_NOISE="0.001")
    assert result.returncode == 0, result.stderr  # a cell without an answer is no failed run
    assert "3 goals: 3 void" in result.stdout
    assert "dispatch void: the A/A control failed: gather/" in result.stdout
    report = (world / "o" / "report.md").read_text()
    assert "against itself had 1.5" in report and "| void |" in report
    document = json.loads(crossover("report", "o", "--json").stdout)
    assert [goal["outcome"] for goal in document["goals"]] == ["void"] * 3
    assert all(goal["controls"][0]["failed"] for goal in document["goals"])
