"""The runner loses a bench in the middle of a run."""

import json
import os
import signal
import time
from pathlib import Path

from faults import small_run
from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import Scene, World, children, command_of


class BenchLost(Fault):
    """One sample fails, the run goes on, and the file says why."""

    name = "bench lost"
    summary = "a bench of `crossover run` gets SIGKILL or SIGSEGV"
    takes_s = 8.0

    def inject(self, world: World, scene: Scene) -> Injection:
        number = world.rng.choice((signal.SIGKILL, signal.SIGSEGV))
        moment = small_run.moment(world.rng)
        out = scene.folder / "out"
        played = scene.run(
            world,
            *small_run.arguments(world, out),
            act=lambda runner: _lose(moment, out, runner, number),
            within_s=small_run.RUN_S,
        )
        file = out / "samples.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return Injection(
            self.name,
            "crossover run",
            f"{number.name} {moment.seconds:.3f} s after line {moment.lines} {played.deed}",
            bool(played.deed),
            Expectation(frozenset({0, 3}), small_run.RUN_S, "failed|killed by"),
            Outcome(
                played.exit_code,
                played.elapsed_s,
                played.said,
                _kept(lines, number) if played.exit_code == 3 and lines else (),
            ),
        )


def _lose(moment: small_run.Moment, out: Path, runner: int, number: signal.Signals) -> str:
    moment.wait(out, runner)
    until = time.monotonic() + 3.0
    while time.monotonic() < until and command_of(runner):
        for pid in children(runner):
            if command_of(pid) == "crossover_bench":
                os.kill(pid, number)
                return f"to {pid}"
        time.sleep(0.001)
    return ""


def _kept(lines: list[str], number: signal.Signals) -> tuple[str, ...]:
    """What is wrong with the file of a run in which one sample was lost."""
    records = [json.loads(line) for line in lines]
    samples = [one["measurement"] for one in records if one["kind"] == "sample"]
    lost = [one["reason"] for one in samples if one["status"] == "error"]
    found = []
    if len(lost) != 1 or number.name not in lost[0]:
        found.append(f"one sample was lost to {number.name}, and the file says {lost}")
    if records[-1].get("status") != "complete":
        found.append("the run did not go on to its end")
    return tuple(found)
