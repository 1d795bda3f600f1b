"""The server that the bench started dies, or stands still."""

import signal

from faults.fault import Fault
from faults.kinds.worker_signalled import to_a_child
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command

SERVED = {"tcp", "limited_api", "http"}
TIMEOUT_S = 30.0


class ServerSignalled(Fault):
    """At a random moment of a sample whose tasks talk with a server."""

    name = "server signalled"
    summary = "the server of a workload gets SIGKILL, SIGTERM, SIGSEGV or SIGSTOP"

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng, lambda one: one.workload in SERVED)
        number = world.rng.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV, signal.SIGSTOP))
        after_s = world.rng.uniform(0.0, 0.4)
        played = scene.sample(
            bench_command(world, subject),
            TIMEOUT_S,
            after_s,
            lambda bench: to_a_child(world, bench, number, "tcp_server"),
        )
        met = bool(played.deed)
        codes = frozenset({0, 3}) if met else frozenset({0})
        return Injection(
            self.name,
            subject.name,
            f"{number.name} after {after_s:.3f} s {played.deed}",
            met,
            Expectation(codes, TIMEOUT_S, r"server|(exchange|reply) of task|[Cc]onnection"),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )
