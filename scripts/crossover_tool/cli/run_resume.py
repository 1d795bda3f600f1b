"""`crossover run --resume DIR`: a run that was interrupted or killed goes on where it stopped."""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.bench import own_workload
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.fingerprint import fingerprints
from crossover_tool.cli import run_options
from crossover_tool.cli.ending import end, interrupted
from crossover_tool.cli.run_ending import conclude
from crossover_tool.cli.warnings import warn
from crossover_tool.errors import ExitCode, ResultsError
from crossover_tool.host.block import look
from crossover_tool.host.facts import usable_cores
from crossover_tool.host.limits import raise_descriptors
from crossover_tool.host.summary import summary
from crossover_tool.interrupt import interruptible
from crossover_tool.paths import BENCH, shown
from crossover_tool.plan.schedule import Slot
from crossover_tool.running.progress import display
from crossover_tool.running.resume import Before, asked_for, changes, sort_out
from crossover_tool.running.choose import make_runner
from crossover_tool.running.lineup import Machine
from crossover_tool.running.runner import Protocol
from crossover_tool.samples import records
from crossover_tool.samples.reader import Results, read
from crossover_tool.samples.records import Record
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.services.needed import servers_for
from crossover_tool.units import show


def resume(options: argparse.Namespace, folder: Path) -> int:
    """Takes the samples that are missing. ResultsError when binary or host changed, or another run
    writes there."""
    run_options.check_resume(options)
    if options.bench == BENCH and "workload_file" in read(folder).header:
        with own_workload.kept() as options.bench:
            return _go_on(options, folder)
    return _go_on(options, folder)


def _go_on(options: argparse.Namespace, folder: Path) -> int:
    bench = Bench(options.bench)
    with interruptible(), SampleWriter(folder, resume=True) as writer:
        results = read(folder)
        if results.status == "complete":
            print(
                f"crossover: {shown(folder)} is complete: there is nothing to resume",
                file=sys.stderr,
            )
            return ExitCode.SUCCESS
        suite = asked_for(results, run_options.texts(options))
        try:
            seen = look()
            _refuse_changes(results, seen.block, bench.path)
            warn(seen)
            header = results.header
            machine = Machine(usable_cores(), raise_descriptors())
            asked = (header["rates"], header["sample_timeout_s"], header["search"])
            protocol = Protocol(header.get("budget_s"), header.get("retry", True))
            seed = header["seed"]
            with servers_for(suite, bench.catalog(), bench.path) as catalog:
                runner = make_runner(bench, suite, catalog, machine, *asked, protocol)
                before = sort_out(results, lambda cell, block: runner.block(cell, block, seed))
                what = _what_is_missing(header, before, runner.slots(seed))
                print(f"{suite.name}: {what}, into {shown(folder)}", file=sys.stderr, flush=True)
                writer.repair()
                writer.samples = before.lines
                now, kept = datetime.now(timezone.utc), (before.lines, before.left_out)
                writer.append(records.resume(now, *kept, seen.block, summary(seen), before.spent_s))
                with display() as shown_live:
                    runner.run(seed, writer, shown_live, before)
            writer.append(end(writer.samples, "complete"))
        except KeyboardInterrupt:
            return interrupted(writer, folder, fresh=False)
    return conclude(options, folder, runner.outcome)


def _what_is_missing(header: Record, before: Before, slots: Sequence[Slot]) -> str:
    """How much there is to do, for people."""
    if header["search"]:
        return "the search goes on"
    if "budget_s" in header:
        left_s = max(0.0, header["budget_s"] - before.spent_s)
        return f"{show.long_duration_s(left_s)} of its budget are left"
    missing = sum((slot.cell, slot.block) not in before.whole for slot in slots)
    return f"{missing} of {len(slots)} samples are missing"


def _refuse_changes(results: Results, host: Record, bench: Path) -> None:
    found = changes(results.header, host, fingerprints(bench))
    if found:
        raise ResultsError(
            f"cannot resume {shown(results.path.parent)}, start a new run instead: {'; '.join(found)}"
        )
