"""`crossover check-program --overhead`, on the stand-in for the bench."""

import json
from pathlib import Path

import pytest
from conftest import FAKE, Command, only_error
from goals_world import add_program

STEADY = {"FAKE_BENCH_NOISE": "0"}


@pytest.fixture
def world(tmp_path: Path) -> Path:
    (tmp_path / "crossover_bench").symlink_to(FAKE)
    add_program(tmp_path, "raw_static_split", 1000)
    return tmp_path


def arguments(world: Path, *more: str) -> list[object]:
    bench = world / "crossover_bench"
    return ["check-program", "--overhead", "--bench", bench, "--blocks", "6", *more]


def test_what_a_program_adds_to_a_batch_is_told(crossover: Command, world: Path) -> None:
    result = crossover(*arguments(world, "--only", "empty"), **STEADY)
    assert result.returncode == 0, result.stderr
    assert "kept    baseline/raw_static_split on noop: 1 task, limit 1" in result.stdout
    said = " ".join(result.stdout.split())
    assert "45.0 us from order to answer beyond the batch itself (45.0 to 45.0, 6 blocks)" in said
    assert "skipped sequential/cpython" in result.stdout


def test_a_program_that_takes_longer_than_the_bench_is_seen(
    crossover: Command, world: Path
) -> None:
    """10.51 ms is what the stand-in's gather/asio takes, 12 ms what this program does."""
    add_program(world, "cpp_contender", 12_000)
    result = crossover(*arguments(world, "--only", "native", "--json"), **STEADY)
    assert result.returncode == 5, result.stderr
    timer = json.loads(result.stdout)["figures"][0]
    assert (timer["state"], timer["beside"]) == ("broken", "gather/asio in the bench")
    assert timer["low"] > 1.1


def test_one_that_takes_as_long_keeps_the_promise(crossover: Command, world: Path) -> None:
    add_program(world, "cpp_contender", 10_512)
    result = crossover(*arguments(world, "--only", "native", "--json"), **STEADY)
    timer = json.loads(result.stdout)["figures"][0]
    assert timer["state"] == "kept", timer


def test_where_nothing_can_be_measured_that_is_an_error(crossover: Command, world: Path) -> None:
    result = crossover(*arguments(world, "--only", "native"))
    assert result.returncode == 6
    assert "the program cpp_contender is not built" in only_error(result)


def test_a_sample_that_fails_is_told(crossover: Command, world: Path) -> None:
    add_program(world, "raw_static_split", 1000, "void")
    result = crossover(*arguments(world, "--only", "empty"))
    assert result.returncode == 3
    assert "baseline/raw_static_split on noop: 1 task, limit 1: wrong digest" in result.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "which program?"),
        (["mine", "--json"], "are for --overhead"),
        (["mine", "--blocks", "3"], "are for --overhead"),
        (["--overhead", "--blocks", "1"], "--blocks"),
        (["--overhead", "mine", "--only", "bare"], "leave the program out"),
        (["--overhead", "--only", "all"], "invalid choice: 'all'"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    crossover: Command, tmp_path: Path, given: list[str], said: str
) -> None:
    (tmp_path / "mine").touch()
    result = crossover("check-program", *given, "--bench", FAKE)
    assert result.returncode == 2
    assert said in only_error(result)
