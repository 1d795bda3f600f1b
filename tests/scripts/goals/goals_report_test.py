"""A whole run of goals against made-up programs: to its end, killed, and gone on with."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from conftest import Command, lines_of
from crossover_tool.errors import ResultsError
from crossover_tool.samples.reader import read
from goals_world import add_program, make_world, run_goals


BASELINES = ["baseline/raw_slow", "baseline/raw_fast"]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    return make_world(tmp_path)


def test_a_run_of_goals_ends_with_a_table_and_a_missed_goal_is_no_error(
    crossover: Command, world: Path
) -> None:
    result = run_goals(crossover, world)
    assert result.returncode == 0, result.stderr
    assert "3 goals: 2 reached, 1 not reached" in result.stdout
    header, *lines, end = lines_of(world / "o" / "samples.jsonl")
    assert header["goals"] and header["cells"][0]["contenders"][-2:] == BASELINES
    taken = [line for line in lines if line["kind"] == "sample"]
    assert len(taken) == end["samples"] == 3 * 5
    assert header["doctor"]["noise"]["windows"] > 0
    assert set(header["binaries"]) == {"crossover_bench", "raw_slow", "raw_fast"}
    watched = [line for line in lines if line["kind"] == "block"]
    assert [(line["cell"], line["block"]) for line in watched] == [(0, 0), (0, 1), (0, 2)]
    assert all(line["interference"]["spin"] >= 1.0 for line in watched)
    report = (world / "o" / "report.md").read_text()
    assert "nobody reaches this" in report and "not reached" in report
    assert "of 3 blocks was disturbed" in report or "of 3 blocks were disturbed" in report
    assert "Before the run identical work differed" in report
    outcomes = [g["outcome"] for g in json.loads((world / "o" / "goals.json").read_text())["goals"]]
    assert outcomes == ["reached", "reached", "not reached"]


def test_the_report_is_made_again_from_the_samples_alone(crossover: Command, world: Path) -> None:
    run_goals(crossover, world)
    before = {name: (world / "o" / name).read_bytes() for name in ("report.md", "goals.json")}
    for name in before:
        (world / "o" / name).unlink()
    result = crossover("report", "o")
    assert result.returncode == 0, result.stderr
    assert "2 reached" in result.stdout
    assert before == {name: (world / "o" / name).read_bytes() for name in before}
    assert json.loads(crossover("report", "o", "--json").stdout)["samples"] == 15


@pytest.mark.parametrize(
    ("fault", "says"),
    [("error", "the server died"), ("garbage", "not JSON"), ("wrong", "instead of")],
)
def test_a_baseline_program_that_fails_is_an_error_and_spoils_nothing_else(
    crossover: Command, world: Path, fault: str, says: str
) -> None:
    add_program(world, "raw_fast", 1, fault)
    result = run_goals(crossover, world)
    assert result.returncode == 3
    assert says in result.stderr
    assert "3 goals: 2 reached, 1 no samples" in result.stdout


def test_an_unknown_program_is_bad_input(crossover: Command, world: Path) -> None:
    os.unlink(world / "programs" / "raw_fast")
    result = run_goals(crossover, world)
    assert result.returncode == 2
    assert "unknown baseline 'raw_fast'" in result.stderr
    assert not (world / "o").exists()


def cut(world: Path, lines: int) -> bytes:
    """What a kill leaves of a run that had written so many lines, with one that is torn."""
    path = world / "o" / "samples.jsonl"
    kept = b"".join(path.read_bytes().splitlines(keepends=True)[:lines])
    path.write_bytes(kept + b'{"kind":"sam')
    return kept


def resume_goals(crossover: Command, world: Path) -> Any:
    return crossover("run", "--resume", "o", "--bench", world / "crossover_bench")


@pytest.mark.parametrize(
    "lines", [1, 3, 7, 9]
)  # the header alone; in a block; at its end, with its record; in the next
def test_a_killed_run_of_goals_goes_on(crossover: Command, world: Path, lines: int) -> None:
    run_goals(crossover, world, "--no-report")
    kept = cut(world, lines)
    result = resume_goals(crossover, world)
    assert result.returncode == 0, result.stderr
    assert (world / "o" / "samples.jsonl").read_bytes().startswith(kept)
    results = read(world / "o")
    taken = [(s.block, s.contender.name, s.control) for s in results.samples]
    assert results.status == "complete"
    assert len(taken) == len(set(taken)) == 3 * 5
    halves = results.lines - len(results.samples)
    assert halves == {1: 0, 3: 2, 7: 0, 9: 2}[lines]
    again = next(
        line for line in lines_of(world / "o" / "samples.jsonl") if line["kind"] == "resume"
    )
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
        read(world / "o")
    path.write_text("\n".join(lines[:4]) + "\n" + lines[4][:30])
    assert (len(read(world / "o").samples), read(world / "o").status) == (3, "killed")


def test_a_void_baseline_makes_its_goals_void(crossover: Command, world: Path) -> None:
    add_program(world, "raw_fast", 1, "void_at_once")
    result = run_goals(crossover, world)
    assert result.returncode == 5
    assert "3 goals: 2 reached, 1 void" in result.stdout


def test_baselines_are_in_the_same_samples_as_contenders(crossover: Command, world: Path) -> None:
    run_goals(crossover, world, "--no-report")
    samples = read(world / "o").samples
    kinds = {s.contender.name: s.measurement.kind for s in samples}
    assert {name: kinds[name] for name in BASELINES} == dict.fromkeys(BASELINES, "baseline")
    assert all(s.measurement.figures.keys() >= {"cpu_user_ns", "setup_ns"} for s in samples)
