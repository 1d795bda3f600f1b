"""The system refuses descriptors."""

from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command

TIMEOUT_S = 20.0
FEWEST = 4
"""The loader needs one beside the three that every process has."""


class DescriptorsRefused(Fault):
    """From the start on: RLIMIT_NOFILE."""

    name = "descriptors refused"
    summary = "4 to 80 descriptors for the bench and each of its processes"

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng)
        most = world.rng.randint(FEWEST, 80)
        command = ["prlimit", f"--nofile={most}", *bench_command(world, subject)]
        played = scene.sample(command, TIMEOUT_S)
        return Injection(
            self.name,
            subject.name,
            f"{most} descriptors",
            True,
            Expectation(frozenset({0, 7}), TIMEOUT_S, "descriptor|Too many open files|ulimit -n"),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )
