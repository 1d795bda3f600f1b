"""Parts of the project's own build that a verb needs beside the bench."""

import subprocess
from pathlib import Path

from crossover_tool.errors import MissingError
from crossover_tool.paths import BENCH, BUILD


def is_own(bench: Path) -> bool:
    """Whether a bench is the project's own build, whose other parts can be built."""
    return bench.resolve() == BENCH.resolve()


def build(target: str, what: str) -> None:
    """Brings a target of the build up to date. MissingError, which calls it `what`, when it cannot be
    built."""
    command = ["cmake", "--build", str(BUILD), "--target", target]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise MissingError(f"cannot build {what}: cmake: {error.strerror}") from error
    if ended.returncode != 0:
        raise MissingError(f"{what} cannot be built: see what '{' '.join(command)}' says")
