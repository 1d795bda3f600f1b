"""Goals: loading them, and what becomes of them."""

from pathlib import Path
from typing import Any

import pytest
from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Cell, Contender
from crossover_tool.cli import run_goals as goals_verb
from crossover_tool.cli import run_options
from crossover_tool.errors import UsageError
from crossover_tool.paths import SUITES
from crossover_tool.goals import program
from crossover_tool.goals.goal import Goal, GoalCell, GoalSuite
from crossover_tool.goals.judge import Outcome, Result, judge
from crossover_tool.goals.load import holds_goals, load_goals
from crossover_tool.goals.metric import METRICS
from crossover_tool.goals.rows import row, summary
from crossover_tool.goals.runner import schedule
from crossover_tool.suites import load

RATES = {"sha256": 2000.0}
CELL = Cell("timer", 1000, 100, (("wait_us", 5000),))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Bench(Path(FAKE)).catalog()


def nothing_missing(name: str) -> str:
    return ""


def measured(makespan_ns: float, cpu_ns: float = 1000.0) -> dict[str, Any]:
    return {
        "status": "ok",
        "reason": "",
        "makespan_ns": [makespan_ns],
        "cpu_user_ns": cpu_ns,
        "cpu_system_ns": 0.0,
        "bytes_per_task": 50.0,
        "ideal_ns": 50e6,
    }


def one_goal(
    bound: float,
    at_most: bool = True,
    baseline: str = "raw",
    fixed: float = 0.0,
    metric: str = "makespan",
) -> GoalSuite:
    goal = Goal(0, metric, Contender("gather", "asio"), baseline, fixed, bound, at_most, "because")
    return GoalSuite("s", "", 3, (GoalCell(CELL, 3),), (goal,))


def held(suite: GoalSuite, samples: list[dict[str, Any]]) -> tuple[Result, ...]:
    return judge(suite, samples).results


def samples(ours: list[float], theirs: list[float]) -> list[dict[str, Any]]:
    made = []
    for entrant, figures in (("gather/asio", ours), ("raw", theirs)):
        made += [
            {"block": block, "cell": 0, "entrant": entrant, "measurement": measured(figure * 1e6)}
            for block, figure in enumerate(figures)
        ]
    return made


def test_the_shipped_goals_load_and_name_programs_of_the_tree(catalog: Catalog) -> None:
    folder = SUITES.parents[1] / "baselines"
    programs = {path.stem for path in folder.glob("*_*.cpp")} | {
        path.stem for path in folder.glob("*.py")
    }

    def missing(name: str) -> str:
        assert name in programs
        return ""

    suite = load_goals(load.find("baselines"), catalog, 2, RATES, missing)
    assert len(suite.goals) >= 40
    assert all(goal.why for goal in suite.goals)
    sizes = [
        dict(planned.cell.params) for planned in suite.cells if planned.cell.workload == "sha256"
    ]
    assert [size["bytes"] for size in sizes] == [
        1024,
        12000,
        2_000_000,
    ]  # a time became bytes by the rate


def test_suites_of_cells_are_not_taken_for_goals() -> None:
    assert holds_goals(load.read_toml(load.find("baselines")))
    assert not holds_goals(load.read_toml(load.find("quick")))


@pytest.mark.parametrize(
    ("goal", "says"),
    [
        ('metric = "makespan"\nbaseline = "raw"\nat_most = 1\nwhy = "w"', "there is no contender"),
        (
            'contender = "gather/asio"\nmetric = "makespan"\nbaseline = "raw"\nat_most = 1',
            "there is no why",
        ),
        (
            'contender = "gather/asio"\nmetric = "makspan"\nbaseline = "raw"\nat_most = 1\nwhy = "w"',
            "'makespan'",
        ),
        (
            'contender = "gather/asoi"\nmetric = "makespan"\nbaseline = "raw"\nat_most = 1\nwhy = "w"',
            "'asio'",
        ),
        (
            'contender = "gather/asio"\nmetric = "makespan"\nbaseline = "raw"\nwhy = "w"',
            "at_most or at_least",
        ),
        (
            'contender = "gather/asio"\nmetric = "makespan"\nat_most = 1\nwhy = "w"',
            "write baseline, figure or than_tasks",
        ),
        (
            'contender = "gather/asio"\nmetric = "makespan"\nbaseline = "raw"\nfigure = 3\nat_most = 1\nwhy = "w"',
            "one of each",
        ),
        (
            'contender = "gather/asio"\nmetric = "makespan"\nbaseline = "raw"\nat_most = 0\nwhy = "w"',
            "not a number above 0",
        ),
        (
            'contender = "gather/asio"\nmetric = "CPU a task"\nbaseline = "ideal"\nat_most = 1\nwhy = "w"',
            "only a makespan",
        ),
        ('contender = "gather/asio"\nmetirc = "makespan"', "did you mean 'metric'"),
    ],
)
def test_a_malformed_goal_is_told_where_and_what(
    tmp_path: Path, catalog: Catalog, goal: str, says: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(f'[[cells]]\nworkload = "timer"\n[[cells.goals]]\n{goal}\n')
    with pytest.raises(UsageError, match=says) as caught:
        load_goals(path, catalog, 2, RATES, nothing_missing)
    assert "bad.toml, cells table 1" in str(caught.value)


def test_goals_are_held_on_one_cell(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        '[[cells]]\nworkload = "timer"\ntasks = [1, 2]\n[[cells.goals]]\ncontender = "gather/asio"\n'
    )
    with pytest.raises(UsageError, match="makes 2 cells"):
        load_goals(path, catalog, 2, RATES, nothing_missing)


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
    (result,) = held(one_goal(bound, at_most), samples(ours, [100.0] * len(ours)))
    assert result.outcome is outcome
    assert result.baseline_figure == pytest.approx(100e6)


def test_what_slows_a_whole_block_does_not_count() -> None:
    (result,) = held(one_goal(1.10), samples([105.0, 210.0, 420.0], [100.0, 200.0, 400.0]))
    assert (result.outcome, round(result.ratio, 6)) == (Outcome.REACHED, 1.05)


def test_a_ideal_and_a_fixed_figure_need_no_program() -> None:
    ours = samples([51.0, 51.1, 51.2], [])
    (late,) = held(one_goal(1.01, baseline="ideal"), ours)
    assert late.outcome is Outcome.MISSED  # 51 ms where the ideal is 50 ms
    (small,) = held(one_goal(1.0, baseline="", fixed=100.0, metric="memory a task"), ours)
    assert (small.outcome, small.ratio) == (Outcome.REACHED, pytest.approx(0.5))
    assert one_goal(1.0, baseline="ideal").entrants(0) == ("gather/asio",)


@pytest.mark.parametrize(
    ("cpu_ns", "outcome"), [(1400e3, Outcome.REACHED), (1600e3, Outcome.MISSED)]
)
def test_a_contender_is_held_against_itself_with_fewer_tasks(
    tmp_path: Path, catalog: Catalog, cpu_ns: float, outcome: Outcome
) -> None:
    path = tmp_path / "growth.toml"
    path.write_text(
        """
        [[cells]]
        workload = "timer"
        tasks = 1000
        [[cells.goals]]
        contender = ["gather/asio", "gather/libuv"]
        metric = "CPU a task"
        than_tasks = 100
        at_most = 1.5
        why = "linear"
        [[cells]]
        workload = "noop"
        [[cells.goals]]
        contender = "thread_pool/std"
        metric = "dispatch"
        figure = 100
        at_most = 1.0
        why = "the cells behind keep their places"
        """
    )
    suite = load_goals(path, catalog, 2, RATES, nothing_missing)
    assert [(c.cell.workload, c.cell.tasks, c.cell.limit) for c in suite.cells[:2]] == [
        ("timer", 1000, 1000),
        ("timer", 100, 100),
    ]
    assert [(goal.cell, goal.baseline_cell) for goal in suite.goals] == [(0, 1), (0, 1), (2, 2)]
    assert suite.entrants(0) == suite.entrants(1) == ("gather/asio", "gather/libuv")
    taken = [
        {"block": block, "cell": place, "entrant": "gather/asio", "measurement": measured(1e9, cpu)}
        for place, cpu in ((0, cpu_ns), (1, 100e3))
        for block in range(3)
    ]
    first, second, _ = held(suite, taken)
    assert (first.outcome, first.ratio) == (outcome, pytest.approx(cpu_ns / 1000e3))
    assert second.outcome is Outcome.FAILED
    assert row(suite, first)[3] == "itself at 100 tasks"


def test_failed_samples_leave_a_goal_without_an_answer() -> None:
    bad = samples([100.0], [100.0])
    bad[1]["measurement"] = {"status": "error", "reason": "it crashed"}
    (result,) = held(one_goal(1.0), bad)
    assert result.outcome is Outcome.FAILED
    assert summary([result]) == "1 goals: 1 no samples"


def test_figures() -> None:
    m = measured(60e6, cpu_ns=2e6)
    assert METRICS["CPU a task"].figure(m, CELL) == 2000
    assert METRICS["dispatch"].figure(m, CELL) == 60_000
    assert METRICS["lateness"].figure(m, CELL) == pytest.approx(
        10e6
    )  # ten rounds of 5 ms are 50 ms
    assert METRICS["tasks a second"].figure(m, CELL) == pytest.approx(1000 / 0.06)
    assert METRICS["memory a task"].figure({**m, "bytes_per_task": -3.0}, CELL) == 1.0


def test_every_block_holds_every_entrant_once_in_a_seeded_order() -> None:
    suite = one_goal(1.0)
    slots = list(schedule(suite, 7))
    assert slots == list(schedule(suite, 7))
    assert sorted((s.block, s.entrant) for s in slots) == [
        (block, name) for block in range(3) for name in ("gather/asio", "raw")
    ]
    assert any(list(schedule(suite, seed)) != slots for seed in range(20))


def test_a_library_that_is_missing_skips_its_programs(tmp_path: Path, catalog: Catalog) -> None:
    lacking = Catalog(
        catalog.workloads, catalog.contenders, {Contender("thread_pool", "tbb"): "no TBB"}, {}
    )
    assert program.missing(tmp_path, lacking, "tbb_task_group") == "no TBB"
    (tmp_path / "raw_index").write_text("")
    (tmp_path / "raw_index").chmod(0o755)
    with pytest.raises(UsageError, match="did you mean 'raw_index'"):
        program.missing(tmp_path, lacking, "raw_indx")


@pytest.mark.parametrize(
    "given",
    [
        "--contender gather/*", "--workload timer", "--tasks 5", "--param wait=5ms", "--budget 1m", "--find-crossover",
        "--precision 5%", "--max-sample 1s", "--sample-timeout 1s", "--resume o",
    ],
)  # fmt: skip
def test_an_option_that_goals_do_not_heed_is_refused(given: str) -> None:
    options = run_options.parser().parse(["--suite", "baselines", *given.split()])
    with pytest.raises(
        UsageError, match=f"^{given.split()[0]} and a suite of goals exclude each other"
    ):
        goals_verb.run(options)


def test_the_options_that_goals_heed_are_taken() -> None:
    given = "--suite baselines --blocks 2 --seed 1 --no-retry --out o --no-report --json --bench b"
    goals_verb.refuse_others(run_options.parser().parse(given.split()))
