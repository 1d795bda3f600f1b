"""One injection's own stage: a private folder, a token that its processes carry, and the ways to
start what is to be broken."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import TracebackType

from crossover_tool.bench.child import Ended, run_child
from faults.left_behind import TOKEN, Before, left_behind
from faults.outcome import PATIENCE_S
from faults.subjects import Subject, Subjects

ROOT = Path(__file__).resolve().parents[2]

Act = Callable[[int], str]
"""What is done to the process of that number; it returns what it did, "" where it came too late."""


@dataclass(frozen=True)
class World:
    """What all injections share: the bench, whom it can measure, and chance."""

    bench: Path
    subjects: Subjects
    rng: Random
    tools: Path
    """A folder for what faults make once: a library, a program."""

    made: dict[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Played:
    """How a process ended (None: it did not), how long it took, what it said, and what was done to
    it meanwhile."""

    exit_code: int | None
    elapsed_s: float
    said: str
    deed: str
    record: dict[str, object] | None = None


class Scene:
    """The folder and the token of one injection; a context. Not thread-safe, and one at a time: it
    sets this process's environment."""

    def __init__(self) -> None:
        self.token = uuid.uuid4().hex
        self._before = Before()
        self._held = tempfile.TemporaryDirectory(prefix="faults-")
        self.folder = Path(self._held.name)
        self.temporary = self.folder / "tmp"

    def __enter__(self) -> "Scene":
        self.temporary.mkdir()
        self._kept = os.environ.get("TMPDIR"), tempfile.tempdir
        os.environ[TOKEN] = self.token
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.temporary)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del os.environ[TOKEN]
        folder, tempfile.tempdir = self._kept
        os.environ.pop("TMPDIR")
        if folder is not None:
            os.environ["TMPDIR"] = folder
        self._held.cleanup()

    def left(self) -> tuple[str, ...]:
        """What the scene has left behind."""
        return tuple(left_behind(self.token, self._before, self.temporary))

    def sample(
        self,
        command: Sequence[str],
        timeout_s: float,
        after_s: float = 0.0,
        act: Act = lambda _: "",
    ) -> Played:
        """Runs a bench as the runner does, and acts on it `after_s` its start."""
        out = self.folder / "measurement.jsonl"
        ended: list[Ended] = []
        started = time.monotonic()
        thread = threading.Thread(
            target=lambda: ended.append(run_child([*command, f"--samples_out={out}"], timeout_s)),
            daemon=True,
        )
        thread.start()
        time.sleep(after_s)
        pid = self._child(thread)
        deed = act(pid) if pid else ""
        thread.join(max(0.0, started + timeout_s + 2 * PATIENCE_S - time.monotonic()))
        if not ended:
            return Played(None, time.monotonic() - started, "", deed)
        said = "no result in time, killed" if ended[0].timed_out else ended[0].last_words
        return Played(ended[0].returncode, ended[0].elapsed_s, said, deed, _record(out))

    def _child(self, thread: threading.Thread) -> int:
        """The bench, once it is there; 0 when it has come and gone."""
        while thread.is_alive():
            for pid in children(os.getpid()):
                if command_of(pid).startswith("crossover_bench"):
                    return pid
            time.sleep(0.001)
        return 0

    def run(
        self,
        world: World,
        *arguments: str,
        after_s: float = 0.0,
        act: Act = lambda _: "",
        within_s: float = 120.0,
        before: Sequence[str] = (),
    ) -> Played:
        """Runs `crossover run` as a user does, and acts on it `after_s` its start."""
        command = [*before, sys.executable, "-m", "crossover_tool", "run"]
        started = time.monotonic()
        child = subprocess.Popen(
            [*command, "--bench", str(world.bench), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        )
        time.sleep(after_s)
        deed = act(child.pid)
        try:
            _, said = child.communicate(timeout=max(0.0, started + within_s - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            _, said = child.communicate()
            return Played(None, time.monotonic() - started, last_line(said), deed)
        return Played(child.returncode, time.monotonic() - started, last_line(said), deed)


def bench_command(world: World, subject: Subject, *more: str) -> list[str]:
    """The command that measures a subject, for about 0.1 s."""
    return [str(world.bench), *subject.flags(), "--patience_ms=1000", *more]


def children(pid: int) -> list[int]:
    """The children of all threads of a process."""
    found = []
    for thread in _threads(pid):
        try:
            text = Path(f"/proc/{pid}/task/{thread}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found += [int(word) for word in text.split()]
    return found


def _threads(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def command_of(pid: int) -> str:
    """The name of a process, at most 15 letters; "" when there is none, or only what its parent has
    not asked for yet."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    name, state = stat.split("(", 1)[1].rsplit(")", 1)
    return "" if state.split()[0] in "ZX" else name


def last_line(said: bytes) -> str:
    """The last line that is not empty."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].strip() if lines else ""


def _record(out: Path) -> dict[str, object] | None:
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    try:
        return dict(json.loads(lines[0])) if lines else None
    except ValueError:
        return None
