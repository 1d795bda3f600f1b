"""Which binaries a run measured with: a resumed run must go on with the very same."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from crossover_tool.bench.programs import paths, shipped
from crossover_tool.cell import Contender
from crossover_tool.errors import MissingError
from crossover_tool.paths import shown
from crossover_tool.suite import Suite

SERVERS = ("tcp_server", "crossover_postgres.so")
"""What the bench starts or loads from beside itself: its speed is in the figures as much as its
own."""


def fingerprints(
    bench: Path, suite: Suite, programs: Mapping[Contender, Path] = {}
) -> dict[str, str]:
    """SHA-256, in hexadecimal, of the bench, of the servers beside it and of the programs of
    `suite`, by file name; of a contender that came with the bench, of what it imports as well.
    MissingError if one is unreadable."""
    servers = [bench.with_name(name) for name in SERVERS]
    contenders = [contender for planned in suite.cells for contender in planned.contenders]
    files = {file.name: file for file in [bench, *filter(Path.is_file, servers)]}
    for program in paths(bench, contenders, programs):
        files[program.name] = program
        if program in shipped(bench):
            files |= _imported(program.parent)
    try:
        return {name: _sha256(file) for name, file in files.items()}
    except OSError as error:
        raise MissingError(
            f"cannot read {shown(Path(error.filename))}: {error.strerror}"
        ) from error


def _imported(folder: Path) -> dict[str, Path]:
    """The modules of a language's contenders, by their path."""
    return {str(file.relative_to(folder.parent)): file for file in sorted(folder.rglob("*.py"))}


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
