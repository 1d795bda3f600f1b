"""A sample whose deadline passes while its tasks wait."""

import signal

from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command
from faults.subjects import Subject

WAIT_US = 10_000_000


class DeadlinePassed(Fault):
    """The runner ends it: SIGTERM, then SIGKILL."""

    name = "deadline passed"
    summary = "tasks wait for 10 s, and the sample has 0.05 to 0.8 s"

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng, _waits)
        long = Subject(
            f"{subject.cell}/wait_us:{WAIT_US}",
            subject.contender,
            subject.processes,
            subject.threads,
        )
        timeout_s = world.rng.uniform(0.05, 0.8)
        played = scene.sample(bench_command(world, long), timeout_s)
        codes = frozenset({-signal.SIGTERM, -signal.SIGKILL})
        return Injection(
            self.name,
            long.name,
            f"after {timeout_s:.3f} s",
            True,
            Expectation(codes, timeout_s, "no result in time"),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )


def _waits(subject: Subject) -> bool:
    return subject.workload in {"timer", "tcp", "sync_only"}
