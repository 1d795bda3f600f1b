"""`crossover run` with a suite of goals: contenders against baselines."""

import argparse
import secrets
import sys
from datetime import datetime, timezone

from crossover_tool.bench.binary import Bench
from crossover_tool.bench.fingerprint import fingerprints
from crossover_tool.cli import run_options
from crossover_tool.cli.ending import end, interrupted
from crossover_tool.cli.goals_ending import conclude
from crossover_tool.cli.warnings import warn
from crossover_tool.errors import UsageError
from crossover_tool.host.block import look
from crossover_tool.host.facts import usable_cores
from crossover_tool.host.limits import raise_descriptors
from crossover_tool.host.summary import summary
from crossover_tool.interrupt import interruptible
from crossover_tool.paths import results_folder, shown
from crossover_tool.goals import program, records
from crossover_tool.goals.control import with_twins
from crossover_tool.goals.goal import GoalSuite
from crossover_tool.goals.load import holds_goals, load_goals
from crossover_tool.goals.runner import GoalRunner, schedule
from crossover_tool.running.progress import display
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.suites import load

HONOURED = ("suite", "blocks", "seed", "no_retry", "out", "no_report", "json", "bench")
"""The options that mean something to a run of goals. Any other is refused: who gives one must not
think that it was heard."""


def asked(options: argparse.Namespace) -> bool:
    """True when the suite that was asked for is one of goals."""
    return options.suite is not None and holds_goals(load.read_toml(load.find(options.suite)))


def run(options: argparse.Namespace) -> int:
    """Measures and judges; 0 even when goals are missed, 5 when a sample was void, 3 when one
    failed, 130 interrupted."""
    refuse_others(options)
    bench = Bench(options.bench)
    program.build(options.bench)
    raise_descriptors()
    rates = bench.rates()
    seed = run_options.seed(options.seed, secrets.randbelow(2**31))
    suite = with_twins(_suite(options, bench, rates), usable_cores(), seed)
    started = datetime.now(timezone.utc)
    folder = options.out or results_folder(suite.name, started)
    retry = not options.no_retry
    runner = GoalRunner(bench, suite, rates, retry)
    with interruptible(), SampleWriter(folder) as writer:
        try:
            seen = look()
            warn(seen)
            binaries = {**fingerprints(bench.path), **program.fingerprints(bench.path, suite)}
            asked_for = (suite, seed, started, rates)
            writer.append(
                records.header(*asked_for, seen.block, bench.info(), binaries, summary(seen), retry)
            )
            count = len(list(schedule(suite, seed)))
            text = f"{suite.name}: {len(suite.goals)} goals, {count} samples, seed {seed}, into {shown(folder)}"
            print(text, file=sys.stderr, flush=True)
            with display() as live:
                runner.run(seed, writer, live)
            writer.append(end(writer.samples, "complete"))
        except KeyboardInterrupt:
            return interrupted(writer, folder, fresh=True)
    return conclude(options, folder, runner)


def refuse_others(options: argparse.Namespace) -> None:
    """UsageError for an option that a run of goals does not heed."""
    empty = run_options.parser().parse([])
    for name, value in vars(options).items():
        if name not in HONOURED and value != getattr(empty, name):
            heeded = ", ".join(f"--{one.replace('_', '-')}" for one in HONOURED)
            raise UsageError(
                f"--{name.replace('_', '-')} and a suite of goals exclude each other: goals have their own cells, contenders "
                f"and blocks, and are held in all of them; what they heed is {heeded}"
            )


def _suite(options: argparse.Namespace, bench: Bench, rates: dict[str, float]) -> GoalSuite:
    catalog = bench.catalog()
    folder = program.folder_of(bench.path)

    def missing(name: str) -> str:
        return program.missing(folder, catalog, name)

    suite = load_goals(load.find(options.suite), catalog, usable_cores(), rates, missing)
    return suite.with_blocks(run_options.blocks(options.blocks))
