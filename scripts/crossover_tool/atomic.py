"""Writing files so that a reader, or a kill at any moment, never meets one that is half written."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.readable import FALLBACK


def replace(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Lets `write` fill a file beside `path`, forces it to the disk, and renames it over `path`.
    OSError as it comes.

    A kill leaves either the old file or the new one, and perhaps `path` with `.part` added, which
    the next one overwrites. A link stays, and leads to the new file; an old file's permissions
    stay. What is no regular file (a device, a pipe) is written to and never replaced.
    """
    path = Path(os.path.realpath(path))
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        with path.open("wb") as file:
            write(file)
        return
    draft = path.with_name(f"{path.name}.part")
    with draft.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        draft.chmod(stat.S_IMODE(mode))
    os.replace(draft, path)


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def write_result(path: Path, text: str) -> None:
    """`replace_text`. ResultsError where it cannot be."""
    try:
        replace_text(path, text)
    except OSError as error:
        raise ResultsError(f"cannot write {shown(path)}: {error.strerror or error}") from error


def replace_text(path: Path, text: str) -> None:
    """`replace` with UTF-8 text. What UTF-8 cannot say (a byte of a foreign encoding in a command)
    is written as its escape."""
    replace(path, lambda file: file.write(text.encode("utf-8", FALLBACK)))
