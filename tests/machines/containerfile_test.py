"""The recipe of a container, as far as it can be tried without one: what it builds from, and its
command on a machine that is made of fakes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "scripts"))
from launcher_world import NEEDS, World  # noqa: E402

RECIPE = HERE / "Containerfile"
CLEAN_UP = "rm -rf /var/lib/apt/lists/*"
"""Run in the image alone: not here."""


def instructions() -> Iterator[tuple[str, str]]:
    """Each with its arguments."""
    for line in RECIPE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            yield name, rest


def of(name: str) -> list[str]:
    """The arguments of the instructions of that name."""
    return [rest for instruction, rest in instructions() if instruction == name]


@pytest.fixture(name="bare")
def _bare(tmp_path: Path) -> World:
    return World(tmp_path)


def test_it_builds_from_the_distribution_and_this_tree_alone() -> None:
    known = {"ARG", "FROM", "COPY", "WORKDIR", "RUN", "ENTRYPOINT", "CMD"}
    assert {name for name, _ in instructions()} <= known
    (base,) = of("ARG")
    assert base.startswith("BASE=docker.io/library/debian:") and of("FROM") == ["${BASE}"]
    assert of("COPY") == [". /crossover"] and of("WORKDIR") == ["/crossover"]
    for line in of("RUN"):
        for step in line.split(" && "):
            assert step.startswith("scripts/crossover ") or step == CLEAN_UP, step


def test_it_installs_what_a_run_needs_and_builds(bare: World) -> None:
    (line,) = of("RUN")
    command, cleaning = line.split(" && ")
    assert cleaning == CLEAN_UP
    result = bare.run(*command.split()[1:], cwd=bare.tree)
    assert result.code == 0, result.err
    assert set(result.installs()) == {package for level, _, package in NEEDS if level != "test"}
    assert result.called("cmake --build")
    assert '"--dry-run"' in result.out  # nothing is measured while an image is made


def test_what_it_leaves_out_is_nothing_that_is_tracked() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git/", "build/"} <= set(ignored)
    if not (ROOT / ".git").exists():
        pytest.skip("a tree without its history does not tell what is tracked")
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--", *(one.rstrip("/") for one in ignored)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert tracked.stdout == b""


def test_its_entry_is_the_launcher() -> None:
    assert of("ENTRYPOINT") == ['["scripts/crossover"]']
    assert os.access(ROOT / "scripts" / "crossover", os.X_OK)
