"""The bench itself is killed, crashes or stands still: its workers and its server must not stay."""

import os
import signal

from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command

TIMEOUT_S = 20.0
STOPPED_S = 1.5


class BenchSignalled(Fault):
    """At a random moment of a sample."""

    name = "bench signalled"
    summary = "the bench gets SIGKILL, SIGSEGV, SIGTERM, SIGINT, SIGHUP or SIGSTOP"

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng)
        number = world.rng.choice(
            (
                signal.SIGKILL,
                signal.SIGSEGV,
                signal.SIGTERM,
                signal.SIGINT,
                signal.SIGHUP,
                signal.SIGSTOP,
            )
        )
        stops = number == signal.SIGSTOP
        timeout_s = STOPPED_S if stops else TIMEOUT_S
        after_s = world.rng.uniform(0.0, 0.5)
        played = scene.sample(
            bench_command(world, subject), timeout_s, after_s, lambda bench: _send(bench, number)
        )
        met = bool(played.deed)
        deadly = {-number} if not stops else {-signal.SIGTERM, -signal.SIGKILL}
        codes = frozenset({0, *deadly} if met else {0})
        return Injection(
            self.name,
            subject.name,
            f"{number.name} after {after_s:.3f} s",
            met,
            Expectation(codes, timeout_s, silent=codes),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )


def _send(bench: int, number: signal.Signals) -> str:
    try:
        os.kill(bench, number)
    except ProcessLookupError:
        return ""
    return f"to {bench}"
