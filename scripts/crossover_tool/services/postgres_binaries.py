"""Where PostgreSQL's programs are: distributions keep the server's off PATH, one folder a
version."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("initdb", "postgres", "psql")
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
)
"""Debian's and Ubuntu's, the PostgreSQL project's packages for RPM systems, its sources' own,
Homebrew's."""


def find_binaries(path: str | None = None) -> Path | None:
    """The folder that holds all PROGRAMS: the one that PATH names, else the newest version's; None
    when there is none."""
    named = shutil.which("initdb", path=path)
    candidates = [Path(named).resolve().parent] if named else []
    candidates += sorted(_installed(), key=_version, reverse=True)
    return next((folder for folder in candidates if _complete(folder)), None)


def _installed() -> Iterator[Path]:
    for pattern in FOLDERS:
        yield from Path("/").glob(pattern.lstrip("/"))


def _version(folder: Path) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() else " " for c in str(folder))
    return tuple(int(number) for number in digits.split())


def _complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in PROGRAMS)
