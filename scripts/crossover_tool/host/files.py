"""Reading the kernel's small text files, of which any may be missing."""

from pathlib import Path


def text(path: str) -> str | None:
    """The stripped text of a file, or None when it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None


def number(path: str) -> int | None:
    """The number in a file, or None when there is none."""
    found = text(path)
    return int(found) if found is not None and found.lstrip("-").isdigit() else None


def field(path: str, name: str) -> str | None:
    """The value after `name` and a colon or "=" in a file of lines, unquoted; None when it is not
    there."""
    for line in (text(path) or "").splitlines():
        for separator in (":", "="):
            key, found, value = line.partition(separator)
            if found and key.strip() == name:
                return value.strip().strip('"')
    return None


def counted(path: str, *names: str) -> int | None:
    """The number after one of the names in a file of lines "name number"; None when none is
    there."""
    for line in (text(path) or "").splitlines():
        name, _, value = line.partition(" ")
        if name in names and value.strip().isdigit():
            return int(value)
    return None


def selected(path: str) -> str | None:
    """The choice in brackets of a file such as `always [madvise] never`."""
    found = text(path) or ""
    start, stop = found.find("["), found.find("]")
    return found[start + 1 : stop] if 0 <= start < stop else None
