"""Writing files so that a reader, or a kill at any moment, never meets one that is half written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from crossover_tool.readable import FALLBACK


def replace(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Lets `write` fill a file beside `path`, forces it to the disk, and renames it over `path`.
    OSError as it comes.

    A kill leaves either the old file or the new one, and perhaps `path` with `.part` added, which
    the next one overwrites. What a link names is replaced, and not the link; a device or a FIFO is
    written to, since nothing can take its place.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            write(device)
        return
    path = Path(os.path.realpath(path))
    draft = path.with_name(f"{path.name}.part")
    with draft.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def replace_text(path: Path, text: str) -> None:
    """`replace` with UTF-8 text."""
    replace(path, lambda file: file.write(text.encode("utf-8", FALLBACK)))
