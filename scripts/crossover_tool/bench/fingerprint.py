"""Which binaries a run measured with: a resumed run must go on with the very same."""

import hashlib
from pathlib import Path

from crossover_tool.bench.programs import paths
from crossover_tool.errors import MissingError
from crossover_tool.paths import shown
from crossover_tool.suites.suite import Suite

SERVERS = ("tcp_server", "crossover_postgres.so")
"""What the bench starts or loads from beside itself: its speed is in the figures as much as its
own."""


def fingerprints(bench: Path, suite: Suite) -> dict[str, str]:
    """SHA-256, in hexadecimal, of the bench, of the servers beside it and of the baselines of
    `suite`, by file name. MissingError if one is unreadable."""
    servers = [bench.with_name(name) for name in SERVERS]
    contenders = [contender for planned in suite.cells for contender in planned.contenders]
    files = [bench, *filter(Path.is_file, servers), *paths(bench, contenders)]
    try:
        return {file.name: _sha256(file) for file in files}
    except OSError as error:
        raise MissingError(
            f"cannot read {shown(Path(error.filename))}: {error.strerror}"
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
