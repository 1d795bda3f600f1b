"""The files of the project: what git tracks, or in a tree without git all but what a build makes."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = {"build", "__pycache__", ".git", ".pytest_cache", ".mypy_cache", ".hypothesis", ".cache"}


def tracked(*suffixes: str) -> Iterator[tuple[str, Path]]:
    """Each file with one of the suffixes (none given: every file), as its path in the tree and on
    the disk."""
    for name in sorted(_names()):
        path = ROOT / name
        if path.is_file() and (not suffixes or path.suffix in suffixes):
            yield name, path


def _names() -> list[str]:
    listed = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    try:
        answer = subprocess.run(listed, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        return [str(path) for path in found if not MADE & set(path.parts)]
    return [name for name in answer.split("\0") if name]
