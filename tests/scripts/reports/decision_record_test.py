"""A decision record: the choice, its evidence, what was not measured, what would reopen it."""

import random
from pathlib import Path

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.cli.main import main
from crossover_tool.errors import ResultsError
from crossover_tool.reports.decision_record import decision_record
from crossover_tool.samples.reader import read
from made_results import Json, cell, write_results

CELLS = [cell("tcp", 100, 16, wait_us=5000), cell("sha256", 200, 2, cpu_us=1000)]
NAMES = ("sequential/std", "gather/asio", "thread_pool/tbb")
LEVELS = {
    "tcp": {"sequential/std": 9e8, "gather/asio": 1e8, "thread_pool/tbb": 1.3e8},
    "sha256": {"sequential/std": 2e8, "gather/asio": 2e8, "thread_pool/tbb": 1e8},
}


def made(folder: Path, blocks: int = 12, apart: float = 1.0) -> str:
    """The record of two questions with a clear best each."""
    rng = random.Random(1)

    def span(where: Json, name: str, block: int) -> float:
        return LEVELS[where["workload"]][name] ** apart * rng.gauss(1.0, 0.004)

    return decision_record(analyse(read(write_results(folder, CELLS, NAMES, blocks, span))))


def test_it_names_the_smallest_set_with_its_figures(tmp_path: Path) -> None:
    text = made(tmp_path)
    assert text.startswith("# Run our tasks with gather or thread_pool, by the kind of work\n")
    assert "at 2 of 2 questions one of them is" in text
    assert "thread_pool for everything is so at 1." in " ".join(text.split())
    (waiting,) = [line for line in text.splitlines() if line.startswith("| tcp")]
    assert "| gather | 1.00x |" in waiting and "good enough | gather/asio |" in waiting
    (computing,) = [line for line in text.splitlines() if line.startswith("| sha256")]
    assert "| thread_pool | 1.00x |" in computing
    assert "| **gather** | 1 of 2 | 2.0" in text


def test_every_part_is_there(tmp_path: Path) -> None:
    heads = [line for line in made(tmp_path).splitlines() if line.startswith("#")]
    assert heads[1:] == [
        "## Question",
        "## Decision",
        "## Evidence",
        "## What the choices guarantee",
        "## What was not measured",
        "## What would reopen this",
    ]


def test_what_is_not_proven_is_no_decision(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no decision is borne out"):
        made(tmp_path, blocks=2)


def test_without_two_choices_there_is_nothing_to_decide(tmp_path: Path) -> None:
    folder = write_results(tmp_path, CELLS, NAMES[:1], 3, lambda *_: 1e8)
    with pytest.raises(ResultsError, match="nothing to decide"):
        decision_record(analyse(read(folder)))


def test_the_command_writes_it_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(tmp_path / "run")
    command = ["report", str(tmp_path / "run"), "--decision", "--out", str(tmp_path / "new")]
    assert main(command) == 0
    assert capsys.readouterr().out.startswith("decision: ")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["decision.md"]
    again = (tmp_path / "new" / "decision.md").read_text()
    assert main(command) == 0
    assert (tmp_path / "new" / "decision.md").read_text() == again
