"""The runner is interrupted or killed."""

import os
import signal
from pathlib import Path

from faults import small_run
from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World


class RunnerSignalled(Fault):
    """At a random moment between the first import and the report."""

    name = "runner signalled"
    summary = "`crossover run` gets SIGKILL, SIGINT, SIGTERM or SIGHUP; then it is resumed"
    takes_s = 10.0

    def inject(self, world: World, scene: Scene) -> Injection:
        number = world.rng.choice(
            (signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        )
        moment = small_run.moment(world.rng)
        out = scene.folder / "out"
        played = scene.run(
            world,
            *small_run.arguments(world, out),
            act=lambda runner: _send(moment, out, runner, number),
            within_s=small_run.RUN_S,
        )
        left = scene.left()
        kept = small_run.faults_of(scene, world, out)
        codes = frozenset({0, 130, -number})
        if number != signal.SIGKILL and played.exit_code == -number and out.exists():
            kept += ("the signal ended a run that had begun, instead of interrupting it",)
        return Injection(
            self.name,
            "crossover run",
            f"{number.name} {moment.seconds:.3f} s after line {moment.lines}",
            bool(played.deed),
            Expectation(codes, small_run.RUN_S, silent=codes),
            Outcome(played.exit_code, played.elapsed_s, played.said, kept, left),
        )


def _send(moment: small_run.Moment, out: Path, runner: int, number: signal.Signals) -> str:
    moment.wait(out, runner)
    try:
        os.kill(runner, number)
    except ProcessLookupError:
        return ""
    return f"to {runner}"
