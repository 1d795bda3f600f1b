"""A contender that is a program breaks off, stands still, or answers what it was not asked."""

from pathlib import Path

from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import ROOT, Scene, World

PROGRAM = Path(__file__).parents[1] / "odd_program.py"
TIMEOUT_S = 40.0
FIRST_BATCH = 2
DEEDS = (
    "exits with 0",
    "is killed",
    "writes half a line",
    "writes garbage",
    "writes without end",
    "answers with a list",
)
PATIENT_DEEDS = ("stands still", "is silent", "closes its output")
"""What only a time-out ends: in a batch that is --patience_ms; describe and prepare have a minute."""


class ProgramMisbehaves(Fault):
    """At describe, prepare or one of the first batches."""

    name = "program misbehaves"
    summary = "a program exits with 0, is killed, stands still, or writes what it must not"

    def inject(self, world: World, scene: Scene) -> Injection:
        at = world.rng.choice((0, 1, 2, 3, 5))
        deeds = DEEDS + PATIENT_DEEDS if at >= FIRST_BATCH else DEEDS
        deed = world.rng.choice(deeds)
        cell = world.rng.choice(("noop/tasks:60/limit:4", "sha256/tasks:60/limit:4/bytes:4096"))
        command = [
            *("env", f"DEED={deed}", f"AT={at}"),
            f"CROSSOVER_PYTHON_SIDE={ROOT / 'contenders' / 'python'}",
            *(str(world.bench), f"--program={PROGRAM}", "--contender=*/odd", f"--cell={cell}"),
            "--patience_ms=1000",
        ]
        played = scene.sample(command, TIMEOUT_S)
        return Injection(
            self.name,
            f"sequential/odd on {cell}",
            f"{deed} at order {at}",
            True,
            Expectation(frozenset({10}), TIMEOUT_S, "odd"),
            Outcome(played.exit_code, played.elapsed_s, played.said),
        )
