"""Goals in suites: reading them, and what a malformed one is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FAKE
from crossover_tool.bench import programs
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.cli import run_options, run_parser
from crossover_tool.errors import UsageError
from crossover_tool.paths import SUITES
from crossover_tool.suites import suite_file
from crossover_tool.suite import Suite


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Bench(Path(FAKE)).catalog()


def load_goals(path: Path, catalog: Catalog) -> Suite:
    return suite_file.load(path, catalog, 2, lambda baseline: "")


def test_the_shipped_goals_load_and_name_programs_of_the_tree(catalog: Catalog) -> None:
    folder = SUITES.parents[1] / "baselines"
    known = {path.stem for path in folder.glob("*_*.cpp")} | {
        path.stem for path in folder.glob("*.py")
    }

    def missing(name: str) -> str:
        assert name in known
        return ""

    suite = suite_file.load(suite_file.find("baselines"), catalog, 2, missing)
    assert len(suite.goals) >= 40
    assert all(goal.why for goal in suite.goals)
    assert all(planned.contenders for planned in suite.cells)


def test_suites_of_cells_are_not_taken_for_goals() -> None:
    assert suite_file.holds_goals(suite_file.find("baselines"))
    assert not suite_file.holds_goals(suite_file.find("quick"))


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
        load_goals(path, catalog)
    assert "bad.toml, cells table 1" in str(caught.value)


def test_goals_are_held_on_one_cell(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        '[[cells]]\nworkload = "timer"\ntasks = [1, 2]\n[[cells.goals]]\ncontender = "gather/asio"\n'
    )
    with pytest.raises(UsageError, match="makes 2 cells"):
        load_goals(path, catalog)


def test_a_goal_against_itself_brings_a_cell_with_fewer_tasks(
    tmp_path: Path, catalog: Catalog
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
        contender = "thread_pool/ring"
        metric = "dispatch"
        figure = 100
        at_most = 1.0
        why = "the cells behind keep their places"
        """
    )
    suite = load_goals(path, catalog)
    assert [(c.cell.workload, c.cell.tasks, c.cell.limit) for c in suite.cells[:2]] == [
        ("timer", 1000, 1000),
        ("timer", 100, 100),
    ]
    assert [(goal.cell, goal.baseline_cell) for goal in suite.goals] == [(0, 1), (0, 1), (2, 2)]
    pair = (Contender("gather", "asio"), Contender("gather", "libuv"))
    assert suite.cells[0].contenders == suite.cells[1].contenders == pair
    assert suite.cells[2].contenders == (Contender("thread_pool", "ring"),)


def test_who_meets_are_contenders_then_baselines_and_nobody_for_a_skipped_goal(
    tmp_path: Path, catalog: Catalog
) -> None:
    path = tmp_path / "s.toml"
    goal = '[[cells.goals]]\nmetric = "makespan"\nat_most = 1\nwhy = "w"\n'
    path.write_text(
        '[[cells]]\nworkload = "timer"\n'
        f'{goal}contender = "gather/asio"\nbaseline = "raw"\n'
        f'{goal}contender = "gather/libuv"\nbaseline = "tbb_gone"\n'
        f'{goal}contender = "semaphore/asio"\nbaseline = "raw"\n'
    )

    def missing(name: str) -> str:
        return "no TBB" if name == "tbb_gone" else ""

    suite = suite_file.load(path, catalog, 2, missing)
    names = [contender.name for contender in suite.cells[0].contenders]
    assert names == ["gather/asio", "semaphore/asio", "baseline/raw"]
    assert [goal.skipped for goal in suite.goals] == ["", "no TBB", ""]


def test_a_library_that_is_missing_skips_its_programs(tmp_path: Path, catalog: Catalog) -> None:
    lacking = replace(catalog, skipped={Contender("thread_pool", "tbb"): "no TBB"})
    bench = tmp_path / "bench"
    assert programs.missing(bench, lacking, "tbb_task_group") == "no TBB"
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "raw_index").write_text("")
    (tmp_path / "programs" / "raw_index").chmod(0o755)
    with pytest.raises(UsageError, match="did you mean 'raw_index'"):
        programs.missing(bench, lacking, "raw_indx")


@pytest.mark.parametrize(
    "given",
    [
        "--contender gather/*", "--kind best", "--param wait=5ms", "--budget 1m", "--precision 5%",
    ],
)  # fmt: skip
def test_an_option_that_goals_do_not_heed_is_refused(given: str, catalog: Catalog) -> None:
    options = run_parser.parser().parse(["--suite", "baselines", *given.split()])
    with pytest.raises(
        UsageError, match=f"^{given.split()[0]} (and a suite of goals|.* needs|needs)"
    ):
        run_options.asked(options, catalog)
