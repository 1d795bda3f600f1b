"""The A/A control of goals: a contender that runs twice on each cell, and what becomes of goals
when it differs from itself."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Command, lines_of
from crossover_tool.cell import Cell, Contender
from crossover_tool.goals.control import controls, with_twins
from crossover_tool.goals.goal import ITSELF, Goal, GoalCell, GoalSuite, is_contender
from crossover_tool.goals.judge import Outcome, judge
from crossover_tool.goals.runner import GoalRunner, Slot, schedule
from crossover_tool.running.sample import Taken
from goals_world import make_world, run_goals

SMALL, LARGE = (Cell("timer", tasks, 100, (("wait_us", 5000),)) for tasks in (100, 1000))
FIGURES = ("makespan", "CPU a task")
BLOCKS = 6


def suite(cells: int = 1) -> GoalSuite:
    """Two figures held against a program on each cell, the first of which runs gather/asio
    twice."""
    goals = [
        Goal(cell, figure, Contender("gather", engine), "raw", 0.0, 2.0, True, "because")
        for cell in range(cells)
        for figure in FIGURES
        for engine in ("asio", "libuv")
    ]
    return GoalSuite(
        "s", "", BLOCKS, (GoalCell(LARGE, BLOCKS, "gather/asio"),) * cells, tuple(goals)
    )


def samples(
    cells: int, second: tuple[float, float] = (1.0, 1.0), spread: float = 0.0
) -> list[dict[str, Any]]:
    """Everybody alike, but the second of the twins on cell 0, whose makespan and CPU are `second`
    times the first's; each odd block of it is `spread` higher, each even one lower."""
    made = []
    for cell in range(cells):
        for name, again in (
            ("gather/asio", False),
            ("gather/asio", True),
            ("gather/libuv", False),
            ("raw", False),
        ):
            for block in range(BLOCKS):
                span, cpu = second if again and cell == 0 else (1.0, 1.0)
                interference = 1.0 + 0.1 * block + (spread if block % 2 else -spread) * again
                figures = {
                    "status": "ok", "reason": "", "makespan_ns": [50e6 * span * interference], "cpu_user_ns": 1e6 * cpu * interference,
                    "cpu_system_ns": 0.0, "bytes_per_task": 50.0, "ideal_ns": 50e6,
                }  # fmt: skip
                made.append(
                    {
                        "block": block,
                        "cell": cell,
                        "entrant": name,
                        "control": again,
                        "measurement": figures,
                    }
                )
    return made


def test_sound_twins_void_nothing_and_their_samples_are_their_own() -> None:
    judged = judge(suite(), samples(1, spread=0.02))
    assert {result.outcome for result in judged.results} == {Outcome.REACHED}
    assert all(
        result.ratio == pytest.approx(1.0) for result in judged.results
    )  # without the second of the twins
    assert set(judged.controls) == {(0, figure) for figure in FIGURES}
    assert not any(control.failed for control in judged.controls.values())
    assert 0.0 < judged.noise_floor < 0.01


def test_twins_that_differ_void_the_goals_of_their_cell_in_that_figure_alone() -> None:
    judged = judge(suite(2), samples(2, second=(1.3, 1.0), spread=0.02))
    found = {(r.goal.cell, r.goal.metric_name): r.outcome for r in judged.results}
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
        judged = judge(suite(), samples(1, second=(second, 1.0), spread=spread))
        assert Outcome.VOID not in {result.outcome for result in judged.results}


def test_a_contender_held_against_itself_stands_on_the_controls_of_both_cells() -> None:
    cells = (GoalCell(LARGE, BLOCKS, "gather/asio"), GoalCell(SMALL, BLOCKS, "gather/asio"))
    goal = Goal(
        1, "makespan", Contender("gather", "asio"), ITSELF, 0.0, 1.5, True, "because", other_cell=0
    )
    both = GoalSuite("s", "", BLOCKS, cells, (goal,))
    assert judge(both, samples(2)).results[0].outcome is Outcome.REACHED
    (void,) = judge(both, samples(2, second=(1.3, 1.0))).results
    assert void.outcome is Outcome.VOID  # although its own cell is sound
    assert [control.failed for control in void.controls] == [False, True]


def test_samples_without_twins_are_judged_as_before() -> None:
    old = replace(suite(), cells=(GoalCell(LARGE, BLOCKS),))
    judged = judge(old, [one for one in samples(1) if not one["control"]])
    assert {result.outcome for result in judged.results} == {Outcome.REACHED}
    assert (dict(judged.controls), controls(old, [])[1]) == ({}, 0.0)


def test_each_cell_has_a_twin_among_its_cheapest_contenders() -> None:
    pair = (Contender("gather", "asio"), Contender("sequential", "std"))
    goals = tuple(Goal(0, "makespan", one, "raw", 0.0, 2.0, True, "because") for one in pair)
    plain = GoalSuite("s", "", 3, (GoalCell(LARGE, 3),), goals)
    assert {with_twins(plain, 2, seed).cells[0].twin for seed in range(9)} == {"gather/asio"}
    alike = with_twins(replace(suite(), cells=(GoalCell(LARGE, 3),)), 2, 1)
    assert alike == with_twins(alike, 2, 1)
    assert {with_twins(alike, 2, seed).cells[0].twin for seed in range(9)} == {
        "gather/asio",
        "gather/libuv",
    }
    skipped = replace(plain, goals=tuple(replace(goal, skipped="not built") for goal in goals))
    assert with_twins(skipped, 2, 1).cells[0].twin == ""


def test_every_block_has_its_twins_in_places_that_balance_out() -> None:
    slots = list(schedule(suite(), 7))
    assert sum(slot.control for slot in slots) == BLOCKS
    assert all(slot.entrant == "gather/asio" for slot in slots if slot.control)
    first = [slot for slot in slots if slot.entrant == "gather/asio"]
    assert {slot.control for slot in first[::2]} == {
        True,
        False,
    }  # neither of the two is always the first


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return make_world(tmp_path)


def test_a_run_measures_its_twins_and_shows_the_noise(crossover: Command, world: Path) -> None:
    result = run_goals(crossover, world, FAKE_BENCH_NOISE="0.001")
    assert result.returncode == 0, result.stderr
    header, *lines = lines_of(world / "o" / "samples.jsonl")
    twin = header["cells"][0]["twin"]
    assert is_contender(twin)
    second = [line for line in lines if line.get("control")]
    assert [(s["block"], s["entrant"]) for s in second] == [(block, twin) for block in range(3)]
    assert f"{twin} (A/A) on timer" in result.stderr
    assert "noise floor " in result.stdout and " noise " in result.stdout
    document = json.loads((world / "o" / "goals.json").read_text())
    assert 0.0 < document["noise_floor"] < 0.05
    assert [goal["controls"][0]["contender"] for goal in document["goals"]] == [twin] * 3
    assert not any(goal["controls"][0]["failed"] for goal in document["goals"])


def test_a_control_that_fails_is_told_and_its_goals_are_void(
    crossover: Command, world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the second of the twins takes 1.55 times as long."""
    honest = GoalRunner._take

    def biased(self: GoalRunner, slot: Slot) -> Taken:
        taken = honest(self, slot)
        spans = [
            span * (1.55 if slot.control else 1.0)
            for span in taken.measurement.get("makespan_ns", ())
        ]
        return replace(taken, measurement={**taken.measurement, "makespan_ns": spans})

    monkeypatch.setattr(GoalRunner, "_take", biased)
    result = run_goals(crossover, world, FAKE_BENCH_NOISE="0.001")
    assert (
        result.returncode == 0
    ), result.stderr  # as in other runs: a cell without an answer is no failure of the run
    assert "3 goals: 3 void" in result.stdout
    assert "dispatch void: the A/A control failed: gather/" in result.stdout
    report = (world / "o" / "report.md").read_text()
    assert "against itself had 1.5" in report and "| void |" in report
    document = json.loads((world / "o" / "goals.json").read_text())
    assert [goal["outcome"] for goal in document["goals"]] == ["void"] * 3
    assert all(goal["controls"][0]["failed"] for goal in document["goals"])
