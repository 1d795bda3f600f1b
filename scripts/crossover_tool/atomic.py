"""Writing files so that a reader, or a kill at any moment, never meets one that is half written."""

import os
import re
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.readable import FALLBACK


def replace(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Lets `write` fill a file beside `path`, forces it to the disk, and renames it over `path`.
    OSError as it comes.

    A kill leaves either the old file or the new one, and perhaps a draft that ends in `.part`. A
    link stays, and leads to the new file; an old file's permissions stay. What is no regular file
    (a device, a pipe), and a descriptor that the caller has open, is written to and never replaced;
    that a reader leaves a pipe is his business.
    """
    mode = _mode(path)
    descriptor = _descriptor(path)
    if descriptor is not None or (mode is not None and not stat.S_ISREG(mode)):
        with suppress(BrokenPipeError), _opened(path, descriptor) as file:
            write(file)
        return
    path = Path(os.path.realpath(path))
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    try:
        with open(number, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _descriptor(path: Path) -> int | None:
    """The number of an open descriptor that `path` names: /dev/stdout, /dev/fd/N."""
    named = {"/dev/stdout": 1, "/dev/stderr": 2}
    found = re.fullmatch(r"(?:/dev|/proc/(?:self|thread-self))/fd/(\d{1,9})", str(path))
    return int(found[1]) if found else named.get(str(path))


def _opened(path: Path, descriptor: int | None) -> BinaryIO:
    return path.open("wb") if descriptor is None else open(os.dup(descriptor), "wb")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
