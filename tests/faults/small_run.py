"""A small run of the suite, and whether what it kept is whole and can be resumed."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from faults.scene import Scene, World, command_of

RUN_S = 60.0
"""More than it takes on a busy machine."""


def arguments(world: World, out: Path) -> list[str]:
    """Two contenders, one cell, three blocks: about 2 s of samples."""
    who = world.subjects.draw(world.rng, lambda one: one.workload == "timer").contender
    return [
        *("--workload", "timer", "--tasks", "20", "--wait", "1ms", "--limit", "4"),
        *("--contender", who, "--contender", "sequential/std", "--blocks", "3"),
        *("--no-retry", "--out", str(out)),
    ]


LINES = 12
"""About as many the file of such a run has: a header, 9 or more samples, 3 blocks."""


@dataclass(frozen=True)
class Moment:
    """So many seconds after so many lines are in the file, be the machine as slow as it may."""

    lines: int
    seconds: float

    def wait(self, out: Path, runner: int) -> None:
        """Returns at that moment, or when the runner has ended."""
        file = out / "samples.jsonl"
        while command_of(runner) and _count(file) < self.lines:
            time.sleep(0.002)
        time.sleep(self.seconds)


def moment(rng: Random) -> Moment:
    """Somewhere between the first import and the report."""
    return Moment(rng.randint(0, LINES), rng.uniform(0.0, 0.5))


def _count(file: Path) -> int:
    try:
        return file.read_bytes().count(b"\n")
    except OSError:
        return 0


def faults_of(scene: Scene, world: World, out: Path) -> tuple[str, ...]:
    """Resumes a run that stopped; a clause for everything that is not as it must be. A run that had
    not begun has kept nothing, and none is resumed."""
    file = out / "samples.jsonl"
    kept = file.read_bytes() if file.exists() else b""
    whole = kept[: kept.rfind(b"\n") + 1]
    found = [f"line {n} is no JSON" for n, line in _lines(whole) if not _is_json(line)]
    if not whole:
        return tuple(found)
    again = scene.run(world, "--resume", str(out), within_s=RUN_S)
    if again.exit_code != 0:
        found.append(f"cannot be resumed: exit code {again.exit_code}, {again.said}")
    after = file.read_bytes()
    if not after.startswith(_without_end(whole)):
        found.append("what was there before the resumption has changed")
    if b'"status":"complete"' not in after.splitlines()[-1]:
        found.append("the resumed run has no end line")
    return tuple(found)


def _lines(whole: bytes) -> list[tuple[int, bytes]]:
    return list(enumerate(whole.splitlines(), 1))


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _without_end(whole: bytes) -> bytes:
    """Without the line that says that the run was interrupted, which a resumption takes away."""
    lines = whole.splitlines(keepends=True)
    return b"".join(line for line in lines if b'"kind":"end"' not in line)
