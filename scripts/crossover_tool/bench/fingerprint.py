"""Which binaries a run measured with: a resumed run must go on with the very same."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from crossover_tool.errors import MissingError
from crossover_tool.paths import shown

SERVERS = ("tcp_server", "crossover_postgres.so")
"""What the bench starts or loads from beside itself: its speed is in the figures as much as its
own."""


def fingerprints(bench: Path) -> dict[str, str]:
    """SHA-256, in hexadecimal, of the bench and of the servers beside it, by file name.
    MissingError if one is unreadable."""
    return hashes(
        [bench, *(bench.with_name(name) for name in SERVERS if bench.with_name(name).is_file())]
    )


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """SHA-256, in hexadecimal, of each file, by its name. MissingError if one is unreadable."""
    try:
        return {file.name: _sha256(file) for file in files}
    except OSError as error:
        raise MissingError(
            f"cannot read {shown(Path(error.filename))}: {error.strerror}"
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
