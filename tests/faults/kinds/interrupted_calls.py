"""System calls are interrupted, a thousand times a second."""

from faults.fault import Fault
from faults.interposed import compiler, preloading
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command

TIMEOUT_S = 30.0


class InterruptedCalls(Fault):
    """In the bench, its workers and its server, from their start to their end."""

    name = "interrupted calls"
    summary = "a signal whose handler lets system calls fail with EINTR, 1,000 times a second"

    def unavailable(self, world: World) -> str:
        return "" if compiler() else "there is no C compiler"

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng)
        before = preloading(world, "CROSSOVER_FAULTS_HZ=1000")
        played = scene.sample([*before, *bench_command(world, subject)], TIMEOUT_S)
        return Injection(
            self.name,
            subject.name,
            "at 1 kHz",
            True,
            Expectation(frozenset({0}), TIMEOUT_S),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )
