"""A report's chart and summary, spliced into a README."""

import shutil
from pathlib import Path

import pytest

from crossover_tool.cli.main import main

MARKS = "above\n<!-- results:chart -->\nold\n<!-- /results:chart -->\nbetween\n<!-- results:summary --><!-- /results:summary -->\nbelow\n"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    shutil.copytree(Path(__file__).parent / "data" / "frozen", folder)
    return folder


def test_the_marks_stay_and_what_is_between_is_replaced(results: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(MARKS)
    assert main(["report", str(results), "--splice", str(readme)]) == 0
    once = readme.read_text()
    assert "old" not in once and once.startswith("above\n") and once.endswith("below\n")
    assert "](results/charts/" in once and "| what | finding |" in once
    chart = once.split("](")[1].split(")")[0]
    assert (tmp_path / chart).is_file()
    assert main(["report", str(results), "--splice", str(readme)]) == 0
    assert readme.read_text() == once


def test_a_file_without_marks_is_refused_and_left_alone(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("no place\n")
    assert main(["report", str(results), "--splice", str(readme)]) == 4
    assert "<!-- results:chart -->" in capsys.readouterr().err
    assert readme.read_text() == "no place\n"
