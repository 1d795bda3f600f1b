"""`crossover check-program`: the bench is asked, and its answer passed on."""

from pathlib import Path

from conftest import FAKE, Command, only_error


def test_the_bench_is_asked(crossover: Command, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    result = crossover("check-program", "mine", "--bench", FAKE)
    assert result.returncode == 0, result.stderr
    assert result.stdout == f"{tmp_path / 'mine'}: keeps the contract\n"


def test_there_must_be_a_program(crossover: Command) -> None:
    result = crossover("check-program", "nowhere", "--bench", FAKE)
    assert result.returncode == 2
    assert "there is no program 'nowhere'" in only_error(result)
