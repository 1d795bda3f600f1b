"""The system refuses memory."""

from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command

TIMEOUT_S = 30.0
LEAST_MIB, MOST_MIB = 24, 200
"""What the bench maps before it begins lies below; a pool of threads maps 8 MiB for each stack."""


class MemoryRefused(Fault):
    """From the start on: RLIMIT_AS, which counts what is mapped."""

    name = "memory refused"
    summary = f"{LEAST_MIB} to {MOST_MIB} MiB of addresses for the bench"

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng)
        most = world.rng.randint(LEAST_MIB, MOST_MIB)
        command = ["prlimit", f"--as={most << 20}", *bench_command(world, subject)]
        played = scene.sample(command, TIMEOUT_S)
        return Injection(
            self.name,
            subject.name,
            f"{most} MiB",
            True,
            Expectation(frozenset({0, 7}), TIMEOUT_S, "memory|Cannot allocate|thread|process"),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )
