"""`crossover run`: from a suite to samples, tables and a report."""

import argparse
import secrets
import sys
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.analysis.report import Analysis, analyse
from crossover_tool.bench.binary import Bench
from crossover_tool.interrupt import interruptible
from crossover_tool.cli import run_options
from crossover_tool.cli.output import console, print_json
from crossover_tool.errors import ExitCode
from crossover_tool.host.block import Look, look
from crossover_tool.host.checks import examine
from crossover_tool.host.facts import usable_cores
from crossover_tool.host.limits import raise_descriptors
from crossover_tool.paths import results_folder, shown
from crossover_tool.plan.feasible import check_descriptors
from crossover_tool.reports.as_json import as_json
from crossover_tool.reports.terminal import print_analysis
from crossover_tool.running.progress import display
from crossover_tool.running.runner import Machine, Outcome, Runner
from crossover_tool.samples import records
from crossover_tool.samples.reader import read
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.suites import values
from crossover_tool.suites.suite import Suite
from crossover_tool.suites.values import reading


def main(arguments: list[str]) -> int:
    """Runs; returns 0, 5 when a sample was void, 3 when one failed, or 130 when interrupted. CrossoverErrors otherwise."""
    options = run_options.parser().parse(arguments)
    bench = Bench(options.bench)
    catalog = bench.catalog()
    descriptors = raise_descriptors()
    cores = usable_cores()
    suite = run_options.suite(options, catalog, cores)
    check_descriptors(suite, catalog, descriptors)
    seed = run_options.seed(options.seed, secrets.randbelow(2**31))
    timeout_s = _timeout_s(options)
    started = datetime.now(timezone.utc)
    folder = options.out or results_folder(suite.name, started)
    with interruptible(), SampleWriter(folder) as writer:
        try:
            seen = look()
            _warn(seen)
            rates = bench.rates()
            writer.append(records.header(suite, seed, started, rates, seen.block, bench.info()))
            runner = Runner(bench, suite, catalog, Machine(cores, descriptors), rates, timeout_s)
            _announce(suite, len(runner.slots(seed)), seed, folder)
            with display() as shown_live:
                runner.run(seed, writer, shown_live)
            writer.append(_end(runner.outcome, "complete"))
        except KeyboardInterrupt:
            return _interrupted(writer, folder)
    return _conclude(options, folder, runner.outcome)


def _timeout_s(options: argparse.Namespace) -> float | None:
    if options.sample_timeout is None:
        return None
    return reading("--sample-timeout", lambda: values.duration_us(options.sample_timeout)) / 1e6


def _warn(seen: Look) -> None:
    for finding in examine(seen):
        if not finding.ok:
            print(f"crossover: warning: {finding.check}: {finding.seen}: {finding.advice}", file=sys.stderr)


def _announce(suite: Suite, samples: int, seed: int, folder: Path) -> None:
    text = f"{suite.name}: {len(suite.cells)} cells, {samples} samples, seed {seed}, into {shown(folder)}"
    print(text, file=sys.stderr, flush=True)


def _end(outcome: Outcome, status: str) -> records.Record:
    return records.end(datetime.now(timezone.utc), outcome.samples, status)


def _interrupted(writer: SampleWriter, folder: Path) -> int:
    """Closes the file and says where it is. Before the header there is nothing to keep."""
    kept = writer.count - 1
    if kept < 0:
        writer.path.unlink()
        print("crossover: interrupted before the first sample", file=sys.stderr)
        return ExitCode.INTERRUPTED
    writer.append(records.end(datetime.now(timezone.utc), kept, "interrupted"))
    print(
        f"crossover: interrupted: {kept} samples are kept in {shown(writer.path)}; "
        f"see them with: crossover report {shown(folder)}",
        file=sys.stderr,
    )
    return ExitCode.INTERRUPTED


def _report(analysis: Analysis, folder: Path) -> Path:
    from crossover_tool.reports.folder import (
        write_report,
    )  # brings matplotlib, which takes its time to import

    return write_report(analysis, folder)


def _conclude(options: argparse.Namespace, folder: Path, outcome: Outcome) -> int:
    """Tables, report, and what went wrong."""
    analysis = analyse(read(folder))
    report = None if options.no_report else _report(analysis, folder)
    if options.json:
        print_json({**as_json(analysis), "folder": str(folder), "report": str(report) if report else None})
    else:
        print_analysis(analysis, console())
        print(f"report: {shown(report)}" if report else f"samples: {shown(folder)}")
    for line in [*outcome.voids, *outcome.errors]:
        print(f"crossover: {line}", file=sys.stderr)
    if outcome.voids or outcome.errors:
        text = f"{len(outcome.voids)} samples void, {len(outcome.errors)} failed; the others are good"
        print(f"crossover: error: {text}", file=sys.stderr)
    return ExitCode.INVALID if outcome.voids else ExitCode.PEER if outcome.errors else ExitCode.SUCCESS
