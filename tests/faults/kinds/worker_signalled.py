"""A worker process is killed, crashes, is told to end, or stands still."""

import signal

from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, bench_command, children, command_of
from faults.signal_one import signal_one
from faults.subjects import Subject

DEADLY = (signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGTERM)
TIMEOUT_S = 20.0
STOPPED_S = 3.0
"""What a sample gets whose worker stands still: nobody but its deadline ends it."""


class WorkerSignalled(Fault):
    """At a random moment of getting ready, taking, running and answering."""

    name = "worker signalled"
    summary = "a worker process gets SIGKILL, SIGSEGV, SIGBUS, SIGABRT, SIGTERM or SIGSTOP"

    def inject(self, world: World, scene: Scene) -> Injection:
        subject = world.subjects.draw(world.rng, forks)
        number = world.rng.choice((*DEADLY, signal.SIGSTOP))
        stops = number == signal.SIGSTOP
        timeout_s = STOPPED_S if stops else TIMEOUT_S
        after_s = world.rng.uniform(0.0, 0.4)
        played = scene.sample(
            bench_command(world, subject),
            timeout_s,
            after_s,
            lambda bench: to_a_child(world, bench, number, "crossover_bench"),
        )
        return Injection(
            self.name,
            subject.name,
            f"{number.name} after {after_s:.3f} s {played.deed}",
            bool(played.deed),
            _expected(number, timeout_s, bool(played.deed)),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )


def _expected(number: signal.Signals, timeout_s: float, met: bool) -> Expectation:
    """Who is hit between two batches or when all is done has not harmed the figures; who is stopped
    is killed by the deadline of the sample, or of an exchange."""
    if not met:
        return Expectation(frozenset({0}), timeout_s)
    if number == signal.SIGSTOP:
        codes = frozenset({0, 1, 3, -signal.SIGTERM, -signal.SIGKILL})
        return Expectation(codes, timeout_s, "no result in time|killed by signal|no task has ended")
    # A child that is about to become the workload's server has the bench's name until then.
    named = rf"killed by signal {int(number)} \({number.name}\)"
    server = rf"the TCP server .* was ended by signal {int(number)} "
    return Expectation(frozenset({0, 1, 3}), timeout_s, f"{named}|{server}")


def forks(subject: Subject) -> bool:
    """Whether it has worker processes."""
    return subject.processes > 1 and not subject.workload == "exec"


def to_a_child(world: World, bench: int, number: signal.Signals, command: str) -> str:
    """Sends a signal to one of the bench's children of that name, once there is one."""

    def found() -> list[int]:
        return [pid for pid in children(bench) if command_of(pid) == command]

    victim = signal_one(world, number, bench, found, 2.0)
    return f"to {command} {victim}" if victim else ""
