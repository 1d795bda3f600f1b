"""What a run has left: processes, sockets, shared memory, temporary files. Threads and descriptors
go with their processes."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

TOKEN = "CROSSOVER_FAULTS_TOKEN"
"""A variable that every process of a scene inherits: who daemonises is found by it all the same."""


def processes(token: str) -> list[int]:
    """The processes that live with this token in their environment; zombies have none."""
    wanted = f"{TOKEN}={token}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                variables = (folder / "environ").read_bytes().split(b"\0")
            except OSError:  # it has ended, or is somebody else's
                continue
            if wanted in variables:
                found.append(int(folder.name))
    return found


def segments() -> set[str]:
    """The System V shared memory that there is, by its identifiers."""
    try:
        lines = Path("/proc/sysvipc/shm").read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return set()
    return {line.split()[1] for line in lines}


def named_memory() -> set[str]:
    """The POSIX shared memory that there is."""
    try:
        return {one.name for one in Path("/dev/shm").iterdir()}
    except OSError:
        return set()


class Before:
    """What there was before a scene, of what has no owner that could be asked."""

    def __init__(self) -> None:
        self._segments, self._names = segments(), named_memory()

    def more(self) -> Iterator[str]:
        """What there is now and was not. Other users' comes and goes: only names of ours count."""
        if _postgres_ended():
            for one in sorted(segments() - self._segments):
                yield f"System V segment {one}"
        for name in sorted(named_memory() - self._names):
            if "crossover" in name:
                yield f"/dev/shm/{name}"


def _postgres_ended() -> bool:
    """No database of anybody's runs here, so that a segment is nobody else's."""
    return not any(_name_of(folder).startswith("postgres") for folder in Path("/proc").iterdir())


def _name_of(folder: Path) -> str:
    try:
        return (folder / "comm").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def left_behind(token: str, before: Before, temporary: Path, grace_s: float = 2.0) -> list[str]:
    """A clause for everything that is left. What is ending gets `grace_s`; processes are ended."""
    until = time.monotonic() + grace_s
    while (alive := processes(token)) and time.monotonic() < until:
        time.sleep(0.02)
    found = [f"process {pid} ({_command(pid)})" for pid in alive]
    for pid in alive:
        _end(pid)
    found += [f"file {path.relative_to(temporary)}" for path in sorted(temporary.rglob("*"))]
    return found + list(before.more())


def _command(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return "it has just ended"
    return b" ".join(words).decode("utf-8", "replace").strip()[:100]


def _end(pid: int) -> None:
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        pass  # it was ending
