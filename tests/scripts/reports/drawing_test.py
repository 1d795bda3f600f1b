"""Charts are the same however many processes draw them, and one that cannot be is told."""

import os
from pathlib import Path

import pytest
from crossover_tool.charts.frame import Words
from crossover_tool.charts.style import figure
from crossover_tool.reports import drawing
from crossover_tool.views.view import Chart

NAMES = [f"chart-{number}" for number in range(7)]


def charts() -> dict[str, Chart]:
    """Charts that say their names."""
    return {name: _chart(name) for name in NAMES}


def _chart(name: str) -> Chart:
    def draw(words: Words) -> object:
        drawn = figure(1.0)
        drawn.text(0.1, 0.5, words.finding)
        return drawn

    return Chart("", Words(name, "", ()), draw, draw)


def drawn(folder: Path, cores: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The files that so many cores make."""
    monkeypatch.setattr(drawing, "usable_cores", lambda: cores)
    folder.mkdir()
    assert list(drawing.draw_all(charts(), folder)) == [(name, "") for name in NAMES]
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_files_are_the_same_on_any_number_of_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = drawn(tmp_path / "1", 1, monkeypatch)
    assert len(alone) == 3 * len(NAMES)
    assert drawn(tmp_path / "3", 3, monkeypatch) == alone


@pytest.mark.parametrize("cores", [1, 2])
def test_what_cannot_be_written_is_said(
    cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "usable_cores", lambda: cores)
    (tmp_path / "chart-3.png").mkdir()
    found = dict(drawing.draw_all(charts(), tmp_path))
    assert [name for name, problem in found.items() if problem] == ["chart-3"]
    assert "cannot write the chart" in found["chart-3"]


def test_a_worker_that_is_killed_is_a_problem_and_no_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "usable_cores", lambda: 2)
    parent = os.getpid()

    def die(words: Words) -> object:
        assert os.getpid() != parent
        os._exit(9)

    killed = {**charts(), "last": Chart("", Words("last", "", ()), die)}
    assert list(drawing.draw_all(killed, tmp_path))[-1] == (
        "",
        "a process that drew charts was killed: some charts are missing",
    )
