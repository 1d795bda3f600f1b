"""Where PostgreSQL's programs are found."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from crossover_tool.services import postgres_binaries
from crossover_tool.services.postgres_binaries import PROGRAMS, find_binaries


def install(folder: Path, programs: Iterable[str] = PROGRAMS) -> Path:
    folder.mkdir(parents=True)
    for name in programs:
        (folder / name).touch(0o755)
    return folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders of distributions, below the test's own."""
    monkeypatch.setattr(postgres_binaries, "FOLDERS", (f"{tmp_path}/postgresql/*/bin",))


def test_the_newest_version_is_taken_by_its_number(tmp_path: Path) -> None:
    for version in ("9.6", "15", "100"):
        install(tmp_path / "postgresql" / version / "bin")
    assert find_binaries("") == tmp_path / "postgresql" / "100" / "bin"


def test_one_that_path_names_comes_first(tmp_path: Path) -> None:
    install(tmp_path / "postgresql" / "15" / "bin")
    own = install(tmp_path / "own")
    assert find_binaries(str(own)) == own


def test_a_client_alone_is_no_server(tmp_path: Path) -> None:
    install(tmp_path / "postgresql" / "16" / "bin", ["psql"])
    assert find_binaries("") is None
    old = install(tmp_path / "postgresql" / "15" / "bin")
    assert find_binaries("") == old
