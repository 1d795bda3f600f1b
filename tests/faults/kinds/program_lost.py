"""Contenders that are programs are lost in the middle of a run: killed or stopped from outside, or
they garble of their own accord."""

import json
import signal
from collections import Counter
from pathlib import Path
from typing import Any

from faults import small_run
from faults.fault import Fault
from faults.outcome import Expectation, Injection, Outcome
from faults.scene import ROOT, Scene, World, children, command_of
from faults.signal_one import signal_one

ODD_PROGRAM = Path(__file__).parents[1] / "odd_program.py"
PROGRAMS = (
    "sequential/cpython",
    "gather/asyncio",
    "thread_pool/cpython_threads",
    "process_pool/multiprocessing",
)
"""What Python's own library runs: always there."""
BESIDE = "sequential/std"
SIGNALS = (signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGSTOP)
BLOCKS = 4
STOPPED_S = 60.0
"""What the bench gives a program to prepare, which one that is stopped then uses up
(bench/programs/program_runner.cpp)."""
SAYS = "failed|program|signal|answer|wrote|output"


class ProgramLost(Fault):
    """Its sample fails and names it; all others of the run are good, and it goes on to its end."""

    name = "program lost"
    summary = "a program of `crossover run` is killed, stopped, or garbles, in some of its samples"
    takes_s = 8.0

    def unavailable(self, world: World) -> str:
        if not (world.bench.parent / "contenders" / "python").exists():
            return "there are no programs beside the bench"
        return ""

    def inject(self, world: World, scene: Scene) -> Injection:
        if world.rng.random() < 0.5:
            return self._garbling(world, scene)
        return self._signalled(world, scene)

    def _garbling(self, world: World, scene: Scene) -> Injection:
        seed = world.rng.randrange(1_000_000)
        notes, out = scene.folder / "deeds", scene.folder / "out"
        notes.mkdir()
        python = ROOT / "contenders" / "python"
        played = scene.run(
            world,
            *_arguments("noop", "sequential/odd", out),
            f"--program={ODD_PROGRAM}",
            before=[
                *("env", "DEED=at random", f"SEED={seed}", f"DEEDS={notes}"),
                f"CROSSOVER_PYTHON_SIDE={python}",
            ],
            within_s=small_run.RUN_S,
        )
        deeds = [text for path in notes.iterdir() if (text := path.read_text(encoding="ascii"))]
        wrong = wrong_with(_records(out), "sequential/odd", len(deeds))
        return Injection(
            self.name,
            "sequential/odd on noop",
            f"garbles at random, seed {seed}",
            bool(deeds),
            Expectation(frozenset({3 if deeds else 0}), small_run.RUN_S, SAYS),
            Outcome(played.exit_code, played.elapsed_s, played.said, wrong),
        )

    def _signalled(self, world: World, scene: Scene) -> Injection:
        who, number = world.rng.choice(PROGRAMS), world.rng.choice(SIGNALS)
        moment = small_run.Moment(world.rng.randint(1, small_run.LINES), world.rng.uniform(0, 0.5))
        out = scene.folder / "out"
        within_s = small_run.RUN_S + (STOPPED_S if number is signal.SIGSTOP else 0.0)
        played = scene.run(
            world,
            *_arguments("timer", who, out, "--wait", "1ms"),
            act=lambda runner: _send(world, moment, out, runner, number),
            within_s=within_s,
        )
        lost = int(played.exit_code == 3)
        return Injection(
            self.name,
            f"{who} on timer",
            f"{number.name} {moment.seconds:.3f} s after line {moment.lines} {played.deed}",
            bool(played.deed),
            Expectation(frozenset({0, 3} if played.deed else {0}), within_s, SAYS),
            Outcome(
                played.exit_code,
                played.elapsed_s,
                played.said,
                wrong_with(_records(out), who, lost),
            ),
        )


def _arguments(workload: str, who: str, out: Path, *more: str) -> list[str]:
    return [
        *("--workload", workload, "--tasks", "20", "--limit", "4", *more),
        *("--contender", who, "--contender", BESIDE, "--blocks", str(BLOCKS)),
        *("--no-retry", "--out", str(out)),
    ]


def _send(
    world: World, moment: small_run.Moment, out: Path, runner: int, number: signal.Signals
) -> str:
    """Sends it to a process of a program, at that moment or as soon as there is one."""
    moment.wait(out, runner)

    def found() -> list[int]:
        below = [pid for bench in children(runner) for pid in children(bench)]
        supervisors = [pid for pid in below if command_of(pid) == "supervisor"]
        return [pid for one in supervisors for pid in children(one)]

    victim = signal_one(world, number, runner, found, 5.0)
    return f"to {victim}" if victim else ""


def _records(out: Path) -> list[dict[str, Any]]:
    file = out / "samples.jsonl"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


def wrong_with(records: list[dict[str, Any]], who: str, lost: int) -> tuple[str, ...]:
    """What is wrong with the file of a run in which so many samples of a program were lost."""
    taken = [one["measurement"] for one in records if one["kind"] == "sample"]
    names = Counter(f"{one['strategy']}/{one['engine']}" for one in taken)
    failed = [one for one in taken if one["status"] != "ok"]
    found = [
        f"a sample of {one['strategy']}/{one['engine']} is {one['status']}: {one['reason']}"
        for one in failed
        if f"{one['strategy']}/{one['engine']}" != who or one["status"] != "error"
    ]
    if len(failed) != lost:
        found.append(f"{lost} samples were lost, and the file has {len(failed)} that failed")
    if any(names[name] < BLOCKS for name in (who, BESIDE)):
        found.append(f"samples are missing: {dict(names)} in {BLOCKS} blocks")
    if not records or records[-1].get("status") != "complete":
        found.append("the run did not go on to its end")
    return tuple(found)
