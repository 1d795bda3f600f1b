"""`crossover run` with a suite of goals: contenders against peer programs."""

import argparse
import secrets
import sys
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.bench.binary import Bench
from crossover_tool.cli import run_options
from crossover_tool.cli.output import console, print_json
from crossover_tool.errors import ExitCode, UsageError
from crossover_tool.host.block import look
from crossover_tool.host.facts import usable_cores
from crossover_tool.host.limits import raise_descriptors
from crossover_tool.interrupt import interruptible
from crossover_tool.paths import results_folder, shown
from crossover_tool.peers import program, records
from crossover_tool.peers.goal import GoalSuite
from crossover_tool.peers.load import holds_goals, load_goals
from crossover_tool.peers.report import analyse_goals, goals_json, print_goals, write_goals
from crossover_tool.peers.results import read_goals
from crossover_tool.peers.runner import GoalRunner, schedule
from crossover_tool.running.progress import display
from crossover_tool.samples.records import end
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.suites import load


def asked(options: argparse.Namespace) -> bool:
    """True when the suite that was asked for is one of goals."""
    return options.suite is not None and holds_goals(load.read_toml(load.find(options.suite)))


def run(options: argparse.Namespace) -> int:
    """Measures and judges; 0 even when goals are missed, 5 when a sample was void, 3 when one failed, 130 interrupted."""
    for name in ("workload", "contender", "max_sample", "sample_timeout", "text", "exec", "url", "dsn"):
        if getattr(options, name, None):
            raise UsageError(f"--{name.replace('_', '-')} and a suite of goals exclude each other")
    bench = Bench(options.bench)
    program.build(options.bench)
    raise_descriptors()
    rates = bench.rates()
    suite = _suite(options, bench, rates)
    seed = run_options.seed(options.seed, secrets.randbelow(2**31))
    started = datetime.now(timezone.utc)
    folder = options.out or results_folder(suite.name, started)
    runner = GoalRunner(bench, suite, rates)
    status = "complete"
    with interruptible(), SampleWriter(folder) as writer:
        try:
            writer.append(records.header(suite, seed, started, rates, look().block, bench.info()))
            count = len(list(schedule(suite, seed)))
            text = (
                f"{suite.name}: {len(suite.goals)} goals, {count} samples, seed {seed}, into {shown(folder)}"
            )
            print(text, file=sys.stderr, flush=True)
            with display() as live:
                runner.run(seed, writer, live)
        except KeyboardInterrupt:
            status = "interrupted"
        writer.append(end(datetime.now(timezone.utc), runner.samples, status))
    if status == "interrupted":
        print(
            f"crossover: interrupted: see what is there with: crossover report {shown(folder)}",
            file=sys.stderr,
        )
        return ExitCode.INTERRUPTED
    return _conclude(options, folder, runner)


def _suite(options: argparse.Namespace, bench: Bench, rates: dict[str, float]) -> GoalSuite:
    catalog = bench.catalog()
    folder = program.folder_of(bench.path)

    def missing(name: str) -> str:
        return program.missing(folder, catalog, name)

    suite = load_goals(load.find(options.suite), catalog, usable_cores(), rates, missing)
    return suite.with_blocks(run_options.blocks(options.blocks))


def _conclude(options: argparse.Namespace, folder: Path, runner: GoalRunner) -> int:
    report = analyse_goals(read_goals(folder))
    if not options.no_report:
        write_goals(report, folder)
    if options.json:
        print_json({**goals_json(report), "folder": str(folder)})
    else:
        print_goals(report, console())
        print(
            f"report: {shown(folder / 'report.md')}" if not options.no_report else f"samples: {shown(folder)}"
        )
    for line in [*runner.voids, *runner.errors]:
        print(f"crossover: {line}", file=sys.stderr)
    if runner.voids or runner.errors:
        text = f"{len(runner.voids)} samples void, {len(runner.errors)} failed; the others are good"
        print(f"crossover: error: {text}", file=sys.stderr)
    return ExitCode.INVALID if runner.voids else ExitCode.PEER if runner.errors else ExitCode.SUCCESS
