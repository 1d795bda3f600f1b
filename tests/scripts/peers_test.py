"""Goals: loading them, what becomes of them, and a whole run against made-up programs."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import FAKE, Command, lines_of
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Cell, Contender
from crossover_tool.cli import run_goals as goals_verb
from crossover_tool.cli import run_options
from crossover_tool.errors import ResultsError, UsageError
from crossover_tool.paths import SUITES
from crossover_tool.peers import program
from crossover_tool.peers.goal import Goal, GoalCell, GoalSuite
from crossover_tool.peers.judge import Outcome, judge
from crossover_tool.peers.load import holds_goals, load_goals
from crossover_tool.peers.metric import METRICS
from crossover_tool.peers.report import row, summary
from crossover_tool.peers.results import holds_goal_results, read_goals
from crossover_tool.peers.runner import schedule
from crossover_tool.suites import load

RATES = {"sha256": 2000.0}
CELL = Cell("timer", 1000, 100, (("wait_us", 5000),))
PROGRAM = """#!/usr/bin/python3 -IS
import json, os, sys
flags = dict(argument.split("=", 1) for argument in sys.argv[1:])
workload, *parts = flags["--cell"].split("/")
cell = dict(part.split(":") for part in parts)
if {fault!r} == "fail":
    print("{name}: error: the sky fell", file=sys.stderr)
    sys.exit(1)
tasks = int(cell["tasks"]) + ({fault!r} == "other")
with open(flags["--samples_out"], "a") as out:
    out.write({fault!r} == "garbage" and "?" or json.dumps({{
        "program": "{name}", "workload": workload, "tasks": tasks, "limit": 1, "status": "ok", "reason": "",
        "makespan_ns": [{span} * tasks], "cpu_user_ns": 400 * tasks, "cpu_system_ns": 0, "bytes_per_task": 100.0}}))
"""


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
        "ceiling_ns": 50e6,
    }


def one_goal(
    bound: float, at_most: bool = True, peer: str = "raw", fixed: float = 0.0, metric: str = "makespan"
) -> GoalSuite:
    goal = Goal(0, metric, Contender("gather", "asio"), peer, fixed, bound, at_most, "because")
    return GoalSuite("s", "", 3, (GoalCell(CELL, 3),), (goal,))


def samples(ours: list[float], theirs: list[float]) -> list[dict[str, Any]]:
    made = []
    for entrant, figures in (("gather/asio", ours), ("raw", theirs)):
        made += [
            {"block": block, "cell": 0, "entrant": entrant, "measurement": measured(figure * 1e6)}
            for block, figure in enumerate(figures)
        ]
    return made


def test_the_shipped_goals_load_and_name_programs_of_the_tree(catalog: Catalog) -> None:
    folder = SUITES.parents[1] / "bench" / "peers"
    programs = {path.stem for path in folder.glob("*_*.cpp")} | {path.stem for path in folder.glob("*.py")}

    def missing(name: str) -> str:
        assert name in programs
        return ""

    suite = load_goals(load.find("peers"), catalog, 2, RATES, missing)
    assert len(suite.goals) >= 40
    assert all(goal.why for goal in suite.goals)
    sizes = [dict(planned.cell.params) for planned in suite.cells if planned.cell.workload == "sha256"]
    assert [size["bytes"] for size in sizes] == [640, 12000, 2_000_000]  # a time became bytes by the rate


def test_suites_of_cells_are_not_taken_for_goals() -> None:
    assert holds_goals(load.read_toml(load.find("peers")))
    assert not holds_goals(load.read_toml(load.find("quick")))


@pytest.mark.parametrize(
    ("goal", "says"),
    [
        ('metric = "makespan"\npeer = "raw"\nat_most = 1\nwhy = "w"', "there is no contender"),
        ('contender = "gather/asio"\nmetric = "makespan"\npeer = "raw"\nat_most = 1', "there is no why"),
        (
            'contender = "gather/asio"\nmetric = "makspan"\npeer = "raw"\nat_most = 1\nwhy = "w"',
            "'makespan'",
        ),
        ('contender = "gather/asoi"\nmetric = "makespan"\npeer = "raw"\nat_most = 1\nwhy = "w"', "'asio'"),
        ('contender = "gather/asio"\nmetric = "makespan"\npeer = "raw"\nwhy = "w"', "at_most or at_least"),
        (
            'contender = "gather/asio"\nmetric = "makespan"\nat_most = 1\nwhy = "w"',
            "write peer, figure or than_tasks",
        ),
        (
            'contender = "gather/asio"\nmetric = "makespan"\npeer = "raw"\nfigure = 3\nat_most = 1\nwhy = "w"',
            "one of each",
        ),
        (
            'contender = "gather/asio"\nmetric = "makespan"\npeer = "raw"\nat_most = 0\nwhy = "w"',
            "not a number above 0",
        ),
        (
            'contender = "gather/asio"\nmetric = "CPU a task"\npeer = "ceiling"\nat_most = 1\nwhy = "w"',
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
    (result,) = judge(one_goal(bound, at_most), samples(ours, [100.0] * len(ours)))
    assert result.outcome is outcome
    assert result.peer_figure == pytest.approx(100e6)


def test_what_slows_a_whole_block_does_not_count() -> None:
    (result,) = judge(one_goal(1.10), samples([105.0, 210.0, 420.0], [100.0, 200.0, 400.0]))
    assert (result.outcome, round(result.ratio, 6)) == (Outcome.REACHED, 1.05)


def test_a_ceiling_and_a_fixed_figure_need_no_program() -> None:
    ours = samples([51.0, 51.1, 51.2], [])
    (late,) = judge(one_goal(1.01, peer="ceiling"), ours)
    assert late.outcome is Outcome.MISSED  # 51 ms where the ceiling is 50 ms
    (small,) = judge(one_goal(1.0, peer="", fixed=100.0, metric="memory a task"), ours)
    assert (small.outcome, small.ratio) == (Outcome.REACHED, pytest.approx(0.5))
    assert one_goal(1.0, peer="ceiling").entrants(0) == ("gather/asio",)


@pytest.mark.parametrize(("cpu_ns", "outcome"), [(1400e3, Outcome.REACHED), (1600e3, Outcome.MISSED)])
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
    assert [(goal.cell, goal.peer_cell) for goal in suite.goals] == [(0, 1), (0, 1), (2, 2)]
    assert suite.entrants(0) == suite.entrants(1) == ("gather/asio", "gather/libuv")
    taken = [
        {"block": block, "cell": place, "entrant": "gather/asio", "measurement": measured(1e9, cpu)}
        for place, cpu in ((0, cpu_ns), (1, 100e3))
        for block in range(3)
    ]
    first, second, _ = judge(suite, taken)
    assert (first.outcome, first.ratio) == (outcome, pytest.approx(cpu_ns / 1000e3))
    assert second.outcome is Outcome.FAILED
    assert row(suite, first)[3] == "itself at 100 tasks"


def test_failed_samples_leave_a_goal_without_an_answer() -> None:
    bad = samples([100.0], [100.0])
    bad[1]["measurement"] = {"status": "error", "reason": "it crashed"}
    (result,) = judge(one_goal(1.0), bad)
    assert result.outcome is Outcome.FAILED
    assert summary([result]) == "1 goals: 1 no samples"


def test_figures() -> None:
    m = measured(60e6, cpu_ns=2e6)
    assert METRICS["CPU a task"].figure(m, CELL) == 2000
    assert METRICS["dispatch"].figure(m, CELL) == 60_000
    assert METRICS["lateness"].figure(m, CELL) == pytest.approx(10e6)  # ten rounds of 5 ms are 50 ms
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
    lacking = Catalog(catalog.workloads, catalog.contenders, {Contender("thread_pool", "tbb"): "no TBB"}, {})
    assert program.missing(tmp_path, lacking, "tbb_task_group") == "no TBB"
    (tmp_path / "raw_index").write_text("")
    (tmp_path / "raw_index").chmod(0o755)
    with pytest.raises(UsageError, match="did you mean 'raw_index'"):
        program.missing(tmp_path, lacking, "raw_indx")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A bench with two peer programs and a suite of goals over them."""
    (tmp_path / "crossover_bench").symlink_to(FAKE)
    suite = """
    name = "mine"
    blocks = 3
    [[cells]]
    workload = "timer"
    tasks = 100
    wait = "5ms"
    [[cells.goals]]
    contender = ["gather/asio", "gather/libuv"]
    metric = "dispatch"
    peer = "raw_slow"
    at_most = 0.5
    why = "slow is slow"
    [[cells.goals]]
    contender = "gather/asio"
    metric = "dispatch"
    peer = "raw_fast"
    at_most = 2.0
    why = "nobody reaches this"
    """
    (tmp_path / "mine.toml").write_text(suite)
    add_program(tmp_path, "raw_slow", 10_000_000)
    add_program(tmp_path, "raw_fast", 1)
    return tmp_path


def add_program(world: Path, name: str, span: int, fault: str = "") -> None:
    (world / "peers").mkdir(exist_ok=True)
    path = world / "peers" / name
    path.write_text(PROGRAM.format(name=name, span=span, fault=fault))
    path.chmod(0o755)


def run_goals(crossover: Command, world: Path, *more: str) -> Any:
    return crossover(
        "run",
        "--bench",
        world / "crossover_bench",
        "--suite",
        "mine.toml",
        "--out",
        "o",
        "--seed",
        "1",
        "--no-retry",
        *more,
    )


def test_a_run_of_goals_ends_with_a_table_and_a_missed_goal_is_no_error(
    crossover: Command, world: Path
) -> None:
    result = run_goals(crossover, world)
    assert result.returncode == 0, result.stderr
    assert "3 goals: 2 reached, 1 not reached" in result.stdout
    header, *lines, end = lines_of(world / "o" / "samples.jsonl")
    assert header["kind"] == "peers_header"
    taken = [line for line in lines if line["kind"] == "peers_sample"]
    assert len(taken) == end["samples"] == 3 * 4
    assert header["doctor"]["noise"]["windows"] > 0
    assert set(header["binaries"]) == {"crossover_bench", "raw_slow", "raw_fast"}
    watched = [line for line in lines if line["kind"] == "block"]
    assert [(line["cell"], line["block"]) for line in watched] == [(0, 0), (0, 1), (0, 2)]
    assert all(line["weather"]["spin"] >= 1.0 for line in watched)
    report = (world / "o" / "report.md").read_text()
    assert "nobody reaches this" in report and "not reached" in report
    assert "of 3 blocks was disturbed" in report or "of 3 blocks were disturbed" in report
    assert "Before the run identical work differed" in report
    outcomes = [g["outcome"] for g in json.loads((world / "o" / "goals.json").read_text())["goals"]]
    assert outcomes == ["reached", "reached", "not reached"]


def test_the_report_is_made_again_from_the_samples_alone(crossover: Command, world: Path) -> None:
    run_goals(crossover, world)
    assert holds_goal_results(world / "o")
    assert not holds_goal_results(world / "nowhere")
    before = {name: (world / "o" / name).read_bytes() for name in ("report.md", "goals.json")}
    for name in before:
        (world / "o" / name).unlink()
    result = crossover("report", "o")
    assert result.returncode == 0, result.stderr
    assert "2 reached" in result.stdout
    assert before == {name: (world / "o" / name).read_bytes() for name in before}
    assert json.loads(crossover("report", "o", "--json").stdout)["samples"] == 12


@pytest.mark.parametrize(
    ("fault", "says"),
    [("fail", "the sky fell"), ("garbage", "wrote no measurement"), ("other", "instead of")],
)
def test_a_peer_program_that_fails_is_an_error_and_spoils_nothing_else(
    crossover: Command, world: Path, fault: str, says: str
) -> None:
    add_program(world, "raw_fast", 1, fault)
    result = run_goals(crossover, world)
    assert result.returncode == 3
    assert says in result.stderr
    assert "3 goals: 2 reached, 1 no samples" in result.stdout


def test_an_unknown_program_is_bad_input(crossover: Command, world: Path) -> None:
    os.unlink(world / "peers" / "raw_fast")
    result = run_goals(crossover, world)
    assert result.returncode == 2
    assert "unknown peer program 'raw_fast'" in result.stderr
    assert not (world / "o").exists()


@pytest.mark.parametrize(
    "given",
    [
        "--contender gather/*", "--workload timer", "--tasks 5", "--param wait=5ms", "--budget 1m", "--find-crossover",
        "--precision 5%", "--max-sample 1s", "--sample-timeout 1s", "--resume o",
    ],
)  # fmt: skip
def test_an_option_that_goals_do_not_heed_is_refused(given: str) -> None:
    options = run_options.parser().parse(["--suite", "peers", *given.split()])
    with pytest.raises(UsageError, match=f"^{given.split()[0]} and a suite of goals exclude each other"):
        goals_verb.run(options)


def test_the_options_that_goals_heed_are_taken() -> None:
    given = "--suite peers --blocks 2 --seed 1 --no-retry --out o --no-report --json --bench b"
    goals_verb.refuse_others(run_options.parser().parse(given.split()))


def cut(world: Path, lines: int) -> bytes:
    """What a kill leaves of a run that had written so many lines, with one that is torn."""
    path = world / "o" / "samples.jsonl"
    kept = b"".join(path.read_bytes().splitlines(keepends=True)[:lines])
    path.write_bytes(kept + b'{"kind":"peers_sam')
    return kept


def resume_goals(crossover: Command, world: Path) -> Any:
    return crossover("run", "--resume", "o", "--bench", world / "crossover_bench")


@pytest.mark.parametrize(
    "lines", [1, 3, 6, 8]
)  # the header alone; in a block; at its end, with its record; in the next
def test_a_killed_run_of_goals_goes_on(crossover: Command, world: Path, lines: int) -> None:
    run_goals(crossover, world, "--no-report")
    kept = cut(world, lines)
    result = resume_goals(crossover, world)
    assert result.returncode == 0, result.stderr
    assert (world / "o" / "samples.jsonl").read_bytes().startswith(kept)
    results = read_goals(world / "o")
    taken = [(s["block"], s["entrant"]) for s in results.samples]
    assert results.status == "complete"
    assert len(taken) == len(set(taken)) == 3 * 4
    halves = results.lines - len(results.samples)
    assert halves == {1: 0, 3: 2, 6: 0, 8: 2}[lines]
    again = next(line for line in lines_of(world / "o" / "samples.jsonl") if line["kind"] == "resume")
    assert again["doctor"]["noise"]["windows"] > 0
    assert "3 goals: 2 reached, 1 not reached" in result.stdout


def test_another_program_is_another_run(crossover: Command, world: Path) -> None:
    run_goals(crossover, world, "--no-report")
    cut(world, 4)
    add_program(world, "raw_fast", 2)
    result = resume_goals(crossover, world)
    assert result.returncode == 4
    assert "the binary raw_fast was" in result.stderr


def test_a_complete_run_of_goals_has_nothing_to_resume(crossover: Command, world: Path) -> None:
    run_goals(crossover, world, "--no-report")
    assert "there is nothing to resume" in resume_goals(crossover, world).stderr


def test_damaged_results_are_refused_with_their_place(crossover: Command, world: Path) -> None:
    run_goals(crossover, world, "--no-report")
    path = world / "o" / "samples.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], lines[2].replace('"ok"', '"fine"'), *lines[3:]]) + "\n")
    with pytest.raises(ResultsError, match="line 3"):
        read_goals(world / "o")
    path.write_text("\n".join(lines[:4]) + "\n" + lines[4][:30])
    assert (len(read_goals(world / "o").samples), read_goals(world / "o").status) == (3, "killed")
