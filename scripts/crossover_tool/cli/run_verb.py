"""`crossover run`: from a suite to samples, tables and a report."""

import argparse
import secrets
import sys
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.bench import own_workload
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.bench.fingerprint import fingerprints
from crossover_tool.interrupt import interruptible
from crossover_tool.cli import goals_resume, run_goals, run_options
from crossover_tool.cli.ending import end, interrupted
from crossover_tool.cli.run_ending import conclude
from crossover_tool.cli.run_resume import resume
from crossover_tool.cli.warnings import warn
from crossover_tool.errors import InvalidError
from crossover_tool.host.block import look
from crossover_tool.host.facts import usable_cores
from crossover_tool.host.limits import raise_descriptors
from crossover_tool.host.summary import summary
from crossover_tool.paths import results_folder, shown
from crossover_tool.goals.results import holds_goal_results
from crossover_tool.plan.feasible import check_descriptors
from crossover_tool.running.estimate import Estimate
from crossover_tool.running.lineup import Lineup, Machine
from crossover_tool.running.progress import display
from crossover_tool.running.choose import make_runner
from crossover_tool.running.runner import Protocol
from crossover_tool.samples import records
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.services.needed import check_servers, servers_for
from crossover_tool.suites import values
from crossover_tool.suites.suite import Suite
from crossover_tool.suites.values import reading
from crossover_tool.texts import kept_notice
from crossover_tool.units import show


def main(arguments: list[str]) -> int:
    """Runs; returns 0, 5 when a sample was void, 3 when one failed, or 130 when interrupted.
    CrossoverErrors otherwise."""
    options = run_options.parser().parse(arguments)
    if run_goals.asked(options):
        return run_goals.run(options)
    if options.workload_file is not None:
        options.workload = run_options.own_workload(options)
        with own_workload.built(options.workload_file) as options.bench:
            return _start(options)
    if not options.resume:
        return _start(options)
    folder = options.resume.parent if options.resume.is_file() else options.resume
    return (
        goals_resume.resume(options, folder)
        if holds_goal_results(folder)
        else resume(options, folder)
    )


def _start(options: argparse.Namespace) -> int:
    bench = Bench(options.bench)
    catalog = bench.catalog()
    descriptors = raise_descriptors()
    cores = usable_cores()
    suite = run_options.suite(options, catalog, cores)
    check_descriptors(suite, catalog, descriptors)
    check_servers(suite, bench.path)
    if suite.texts:
        bench.check([planned.cell for planned in suite.cells], suite.texts)
    seed = run_options.seed(options.seed, secrets.randbelow(2**31))
    timeout_s = _timeout_s(options)
    search = run_options.search(options)
    protocol = Protocol(retry=not options.no_retry) if search else run_options.protocol(options)
    if options.dry_run:
        return _foretell(suite, catalog, Machine(cores, descriptors), seed)
    started = datetime.now(timezone.utc)
    folder = options.out or results_folder(suite.name, started)
    with interruptible(), SampleWriter(folder) as writer:
        try:
            seen = look()
            warn(seen)
            calibration = bench.calibration()
            for sentence in calibration.unworked(planned.cell.workload for planned in suite.cells):
                raise InvalidError(sentence)
            rates = calibration.rates
            build, binaries = bench.info(), fingerprints(bench.path)
            budget_s, doctor = protocol.budget_s, summary(seen)
            header = records.header(
                suite,
                seed,
                started,
                rates,
                seen.block,
                build,
                binaries,
                timeout_s,
                budget_s,
                search,
                doctor,
                protocol.retry,
                options.workload_file and options.workload_file.name,
                calibration.scaling,
            )
            writer.append(header)
            machine = Machine(cores, descriptors)
            with servers_for(suite, catalog, bench.path) as ready:
                runner = make_runner(
                    bench, suite, ready, machine, rates, timeout_s, search, protocol
                )
                samples = (
                    "as many samples as it takes"
                    if search
                    else f"{len(runner.slots(seed))} samples"
                )
                _announce(suite, samples, seed, folder, protocol)
                with display() as shown_live:
                    runner.run(seed, writer, shown_live)
            writer.append(end(writer.samples, "complete"))
        except KeyboardInterrupt:
            return interrupted(writer, folder, fresh=True)
    return conclude(options, folder, runner.outcome)


def _foretell(suite: Suite, catalog: Catalog, machine: Machine, seed: int) -> int:
    """Says what a run would take, by its lower bounds and what a process costs beside them."""
    lineup = Lineup(suite, catalog, machine)
    slots = lineup.slots(seed)
    took = show.long_duration_s(Estimate(lineup.bounds_s, lineup.batches).left(slots))
    print(f"{suite.name}: {len(suite.cells)} cells, {len(slots)} samples, about {took}")
    for number, planned in enumerate(suite.cells):
        running = len(lineup.running(number))
        print(f"  {planned.cell.label}: {running} contenders, {planned.blocks} blocks")
    return 0


def _timeout_s(options: argparse.Namespace) -> float | None:
    if options.sample_timeout is None:
        return None
    return reading("--sample-timeout", lambda: values.duration_us(options.sample_timeout)) / 1e6


def _announce(suite: Suite, samples: str, seed: int, folder: Path, protocol: Protocol) -> None:
    budget_s = protocol.budget_s
    plan = samples if budget_s is None else f"at most {show.long_duration_s(budget_s)}"
    text = f"{suite.name}: {len(suite.cells)} cells, {plan}, seed {seed}, into {shown(folder)}"
    print(text, file=sys.stderr, flush=True)
    if suite.texts:
        print(f"crossover: {kept_notice(suite.texts)}", file=sys.stderr, flush=True)
