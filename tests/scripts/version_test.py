"""The one place that holds the version."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from crossover_tool import version as module
from crossover_tool.version import UNKNOWN, version


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """It is read once a process."""
    version.cache_clear()
    yield
    version.cache_clear()


def test_it_stands_in_the_build_file() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", version()) and version() != UNKNOWN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("project(crossover VERSION 1.2.3 LANGUAGES CXX)", "1.2.3"),
        ("project (\n  crossover\n  VERSION 4.5.6)", "4.5.6"),
        ("project(other VERSION 1.2.3)", UNKNOWN),
    ],
)
def test_only_the_projects_own_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, found: str
) -> None:
    (tmp_path / "CMakeLists.txt").write_text(text)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    assert version() == found


def test_without_the_file_it_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROOT", tmp_path)
    assert version() == UNKNOWN
