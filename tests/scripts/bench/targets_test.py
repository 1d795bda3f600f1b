"""Parts of the project's own build that a verb needs."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from crossover_tool.bench import targets
from crossover_tool.errors import MissingError


def test_only_the_projects_own_bench_has_parts_that_can_be_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "build" / "crossover_bench"
    monkeypatch.setattr(targets, "BENCH", own)
    own.parent.mkdir()
    own.touch()
    (tmp_path / "link").symlink_to(own)
    assert targets.is_own(tmp_path / "link")
    assert not targets.is_own(tmp_path / "crossover_bench")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (OSError(2, "No such file or directory"), "cannot build it: cmake: No such file"),
        (1, "it cannot be built: see what 'cmake --build .* --target part' says"),
    ],
)
def test_what_cannot_be_built_says_what_to_look_at(
    monkeypatch: pytest.MonkeyPatch, answer: Any, says: str
) -> None:
    def run(command: list[str], **_: Any) -> Any:
        if isinstance(answer, OSError):
            raise answer
        return subprocess.CompletedProcess(command, answer)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(MissingError, match=says):
        targets.build("part", "it")
