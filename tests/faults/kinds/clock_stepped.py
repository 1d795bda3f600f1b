"""The wall clock is stepped, to and fro, by up to a day."""

from faults.fault import Fault
from faults.interposed import compiler, preloading
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command

TIMEOUT_S = 30.0


class ClockStepped(Fault):
    """At every reading, in the bench, its workers and its server. Nothing waits by that clock; a
    sample during which it was set is void."""

    name = "clock stepped"
    summary = "every reading of the wall clock is up to a day off"

    def unavailable(self, world: World) -> str:
        return "" if compiler() else "there is no C compiler"

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng)
        before = preloading(world, "CROSSOVER_FAULTS_STEP=1")
        played = scene.sample([*before, *bench_command(world, subject)], TIMEOUT_S)
        return Injection(
            self.name,
            subject.name,
            "at every reading",
            True,
            Expectation(frozenset({0, 5}), TIMEOUT_S, "wall clock"),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )
