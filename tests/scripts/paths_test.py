"""Where things are, and how a person would type it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from crossover_tool.paths import results_folder, shown

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_two_runs_of_a_second_have_two_folders(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        names.append(results_folder("quick", MOMENT, tmp_path))
        names[-1].mkdir()
    assert [folder.name for folder in names] == [
        "20260102T030405Z-quick",
        "20260102T030405Z-quick-2",
        "20260102T030405Z-quick-3",
    ]


def test_what_lies_below_the_working_directory_is_shown_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = tmp_path / "here"
    below.mkdir()
    monkeypatch.chdir(below)
    assert shown(below / "a" / "b") == "a/b"
    assert shown(Path("a")) == "a"
    assert shown(tmp_path / "a") == str(tmp_path / "a")


def test_a_link_to_itself_and_a_folder_that_is_gone_are_shown_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, gone = tmp_path / "loop", tmp_path / "gone"
    loop.symlink_to("loop")
    assert shown(loop) == str(loop)
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert shown(tmp_path / "a") == str(tmp_path / "a")
