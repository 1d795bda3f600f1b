"""The system refuses processes and threads."""

import os
from pathlib import Path

from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command

TIMEOUT_S = 20.0
HIERARCHIES = (Path("/sys/fs/cgroup/pids"), Path("/sys/fs/cgroup"))


class ProcessesRefused(Fault):
    """From the start on: the pids.max of a control group, which binds root as well."""

    name = "processes refused"
    summary = "2 to 16 processes and threads for the bench and its server"

    def unavailable(self, world: World) -> str:
        if _hierarchy() is None:
            return "no control group with pids.max can be made here (that takes root)"
        return ""

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng, lambda one: one.threads + one.processes > 2)
        most = world.rng.randint(2, 16)
        parent = _hierarchy()
        assert parent is not None
        group = parent / f"crossover-faults-{scene.token[:12]}"
        group.mkdir()
        try:
            (group / "pids.max").write_text(f"{most}\n", encoding="ascii")
            enter = ["sh", "-c", f'echo $$ >"{group}/cgroup.procs" && exec "$@"', "sh"]
            played = scene.sample([*enter, *bench_command(world, subject)], TIMEOUT_S)
            left = scene.left()
        finally:
            group.rmdir()
        return Injection(
            self.name,
            subject.name,
            f"pids.max {most}",
            True,
            Expectation(frozenset({0, 7}), TIMEOUT_S, r"thread|process|pids\.max"),
            Outcome(played.exit_code, played.elapsed_s, played.said, left=left),
        )


def _hierarchy() -> Path | None:
    for folder in HIERARCHIES:
        trial = folder / f"crossover-faults-try-{os.getpid()}"
        try:
            trial.mkdir()
            there = (trial / "pids.max").exists()
            trial.rmdir()
        except OSError:
            continue
        if there:
            return folder
    return None
