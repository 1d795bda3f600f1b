"""Goals as a part of the report: their table, their count, their JSON."""

from dataclasses import replace
from pathlib import Path

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.cell import Cell
from crossover_tool.goal import ITSELF, Goal
from crossover_tool.samples.reader import Results
from crossover_tool.samples.records import Sample
from made_goals import ASIO, CELL, goal, measured, samples, suite
from made_results import header
from shown import by_view, parts, rows


def judged(taken: list[Sample], *goals: Goal, cells: tuple[Cell, ...] = (CELL,)) -> Analysis:
    head = replace(header([]), suite=suite(*goals, cells=cells))
    return analyse(Results(Path("made-up"), head, tuple(taken), "complete"))


@pytest.mark.parametrize(
    ("bound", "outcome"), [(1.5, "reached"), (1.01, "missed"), (1.1, "not resolved")]
)
def test_an_outcome_is_counted_and_tabled(bound: float, outcome: str) -> None:
    taken = samples([109.0, 110.0, 111.0], [100.0, 100.0, 100.0])
    (run,) = parts(judged(taken, goal(bound)), "run")
    shown = by_view(run)["goals"]
    assert shown.finding == f"1 goal: 1 {outcome}"
    row = rows(shown.tables[0])["gather/asio"]
    assert (row["figure"], row["its figure"], row["ratio"]) == ("110 ms", "100 ms", "1.10x")
    assert (row["outcome"], row["why"]) == (outcome, "because")
    (told,) = run.shown[0].json["goals"] if run.shown[0].view == "goals" else ()  # type: ignore
    assert told["outcome"] == outcome and told["cell"]["workload"] == "timer"


def test_a_goal_against_itself_names_the_other_cell() -> None:
    small = Cell("timer", 100, 100)
    itself = goal(1.5, metric="CPU a task", baseline=ITSELF, other_cell=1)
    taken = [
        Sample(block, 0, place, measured(ASIO, 1e9, cpu, where))
        for place, where, cpu in ((0, CELL, 1e6), (1, small, 1e5))
        for block in range(3)
    ]
    (run,) = parts(judged(taken, itself, cells=(CELL, small)), "run")
    row = rows(by_view(run)["goals"].tables[0])["gather/asio"]
    assert row["baseline"] == "itself at 100 tasks"


def test_a_skipped_goal_says_why() -> None:
    (run,) = parts(judged([], goal(1.0, skipped="io_uring is not there")), "run")
    assert "gather/asio skipped: io_uring is not there" in run.sentences


def test_cells_that_goals_are_held_on_are_shown_by_goals_alone() -> None:
    analysis = judged(samples([100.0] * 3, [100.0] * 3), goal(1.1))
    assert analysis.groups == () and analysis.cells[0].ranked
    assert [m.contender.name for m in analysis.cells[0].baselines] == ["baseline/raw"]
    assert [m.contender.name for m in analysis.cells[0].ranked] == ["gather/asio"]
