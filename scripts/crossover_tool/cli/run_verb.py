"""`crossover run`: from a suite to samples, tables and a report."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.bench import own_workload
from crossover_tool.bench.binary import Bench
from crossover_tool.cli import run_contenders, run_options, run_parser
from crossover_tool.cli.output import print_json
from crossover_tool.readable import on_one_line, warn
from crossover_tool.reports.folder import Written
from crossover_tool.reports.report import report_on
from crossover_tool.reports.screen import Screen
from crossover_tool.errors import ExitCode
from crossover_tool.host.limits import raise_descriptors
from crossover_tool.paths import BENCH, results_folder, shown
from crossover_tool.plan import power
from crossover_tool.plan.entrants import Entrants
from crossover_tool.plan.feasible import refuse_hopeless, tell_skipped
from crossover_tool.running.estimate import Estimate
from crossover_tool.running.experiment import Interrupted, begin, go_on
from crossover_tool.running.ledger import Outcome
from crossover_tool.running.policy import FixedBlocks
from crossover_tool.samples.reader import read
from crossover_tool.services.needed import check_servers
from crossover_tool.units import show

HELP = "measure a suite, or one cell from the command line, and report"


def main(arguments: list[str]) -> int:
    """Runs; returns 0, also when goals are missed, 5 when a sample was void, 3 when one failed, or
    130 when interrupted. CrossoverErrors otherwise."""
    options = run_parser.parser().parse(arguments)
    resumed = options.resume is not None
    if resumed and options.resume.is_file():
        options.resume = options.resume.parent
    with _bench(options) as bench:
        raise_descriptors()
        try:
            return _resume(options, bench) if resumed else _start(options, bench)
        except Interrupted as stopped:
            return _tell_interrupted(stopped, options.resume or options.out)


@contextmanager
def _bench(options: argparse.Namespace) -> Iterator[Bench]:
    """The bench to measure with: the project's, another, or one with a workload of the user's own,
    which nobody else rebuilds meanwhile."""
    if options.workload_file is not None:
        options.workload = run_options.own_workload(options)
        with own_workload.built(options.workload_file) as options.bench:
            yield Bench(options.bench, options.program)
    elif options.resume and options.bench == BENCH and read(options.resume).header.workload_file:
        with own_workload.kept() as options.bench:
            yield Bench(options.bench, options.program)
    else:
        yield Bench(options.bench, options.program)


def _start(options: argparse.Namespace, bench: Bench) -> int:
    catalog = bench.catalog(run_contenders.named(options))
    asked = run_options.asked(options, catalog)
    check_servers(asked.suite, bench.path)
    entrants = Entrants(asked.suite, catalog, bench.plan(asked.suite, {}, asked.seed), asked.seed)
    refuse_hopeless(entrants)
    if options.dry_run:
        return _foretell(entrants, asked.protocol.budget_s)
    tell_skipped(entrants)
    started = datetime.now(timezone.utc)
    options.out = options.out or results_folder(asked.suite.name, started)
    return _conclude(options, options.out, begin(bench, catalog, asked, options.out))


def _resume(options: argparse.Namespace, bench: Bench) -> int:
    folder: Path = options.resume
    outcome = go_on(bench, folder, run_options.given_again(options))
    if outcome is None:
        warn(f"{shown(folder)} is complete: there is nothing to resume")
        return ExitCode.SUCCESS
    return _conclude(options, folder, outcome)


def _foretell(entrants: Entrants, budget_s: float | None) -> int:
    """Says what a run would take, by what batches take at least and a process costs beside them; its
    budget, where that leaves time for more."""
    suite, estimate = entrants.suite, Estimate(entrants)
    places = list(FixedBlocks(suite, entrants.seed).blocks())
    slots = [slot for where in places for slot in entrants.block(where)]
    least_s = estimate.left(slots)
    took = f"{show.counted(len(slots), 'sample')}, about {show.long_duration_s(least_s)}"
    if budget_s is not None and budget_s >= least_s:
        took = f"{show.counted(len(slots), 'sample')} at least, {show.long_duration_s(budget_s)}, the budget"
    elif budget_s is not None:
        took += f", more than the budget of {show.long_duration_s(budget_s)}"
    print(on_one_line(f"{suite.name}: {show.counted(len(suite.cells), 'cell')}, {took}"))
    for number, planned in enumerate(suite.cells):
        running = show.counted(len(entrants.running(number)), "contender")
        blocks = show.counted(planned.blocks, "block")
        print(f"  {planned.cell.label}: {running}, {blocks}")
    print(power.sentence(min(planned.blocks for planned in suite.cells)))
    return ExitCode.SUCCESS


def _conclude(options: argparse.Namespace, folder: Path, outcome: Outcome) -> int:
    report = report_on(read(folder))
    written = Written(None) if options.no_report else report.write(folder)
    path = written.report
    if options.json:
        where = {"folder": str(folder), "report": str(path) if path else None}
        print_json({**report.as_json(), **where})
    else:
        report.print(Screen(), options.details)
        written.tell()
        if path is None:
            print(f"samples: {shown(folder)}")
    for problem in written.problems:
        warn(f"error: {problem}")
    for line in [*outcome.voids, *outcome.errors]:
        warn(line)
    if outcome.voids or outcome.errors:
        text = f"{show.counted(len(outcome.voids), 'sample')} void, {len(outcome.errors)} failed"
        warn(f"error: {text}; the others are good")
    if outcome.voids:
        return ExitCode.INVALID
    if outcome.errors:
        return ExitCode.SERVER
    return ExitCode.RESULTS if written.problems else ExitCode.SUCCESS


def _tell_interrupted(stopped: Interrupted, folder: Path) -> int:
    """Says where the samples are. Before its first line a run has nothing to keep."""
    if stopped.samples is None:
        warn("interrupted before the first sample")
        return ExitCode.INTERRUPTED
    warn(
        f"interrupted: {stopped.samples} samples are kept in {shown(folder / 'samples.jsonl')}; "
        f"see them with: crossover report {shown(folder)}; "
        f"go on with: crossover run --resume {shown(folder)}"
    )
    return ExitCode.INTERRUPTED
