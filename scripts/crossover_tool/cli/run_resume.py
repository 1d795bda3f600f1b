"""`crossover run --resume DIR`: a run that was interrupted or killed goes on where it stopped."""

import argparse
import sys
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.bench.binary import Bench
from crossover_tool.bench.fingerprint import fingerprints
from crossover_tool.cli import run_options
from crossover_tool.cli.run_ending import conclude, end, interrupted
from crossover_tool.cli.warnings import warn
from crossover_tool.errors import ExitCode, ResultsError
from crossover_tool.host.block import look
from crossover_tool.host.facts import usable_cores
from crossover_tool.host.limits import raise_descriptors
from crossover_tool.interrupt import interruptible
from crossover_tool.paths import shown
from crossover_tool.running.progress import display
from crossover_tool.running.resume import asked_for, changes, sort_out
from crossover_tool.running.choose import make_runner
from crossover_tool.running.lineup import Machine
from crossover_tool.running.runner import Protocol
from crossover_tool.samples import records
from crossover_tool.samples.reader import Results, read
from crossover_tool.samples.records import Record
from crossover_tool.samples.writer import SampleWriter


def resume(options: argparse.Namespace) -> int:
    """Takes the samples that are missing. ResultsError when binary or host changed, or another run writes there."""
    run_options.check_resume(options)
    folder = options.resume.parent if options.resume.is_file() else options.resume
    bench = Bench(options.bench)
    with interruptible(), SampleWriter(folder, resume=True) as writer:
        results = read(folder)
        if results.status == "complete":
            print(f"crossover: {shown(folder)} is complete: there is nothing to resume", file=sys.stderr)
            return ExitCode.SUCCESS
        if "budget_s" in results.header:
            raise ResultsError(
                f"{shown(folder)} ran with a budget, whose looks cannot be joined: start a new run instead"
            )
        suite = asked_for(results, run_options.texts(options))
        try:
            seen = look()
            _refuse_changes(results, seen.block, bench.path)
            warn(seen)
            header = results.header
            machine = Machine(usable_cores(), raise_descriptors())
            asked = (header["rates"], header["sample_timeout_s"], header["search"])
            protocol = Protocol(retry=header.get("retry", True))
            runner = make_runner(bench, suite, bench.catalog(), machine, *asked, protocol)
            slots = runner.slots(header["seed"])
            before = sort_out(results, slots)
            missing = sum((slot.cell, slot.block) not in before.whole for slot in slots)
            what = (
                "the search goes on" if header["search"] else f"{missing} of {len(slots)} samples are missing"
            )
            print(f"{suite.name}: {what}, into {shown(folder)}", file=sys.stderr, flush=True)
            writer.repair()
            writer.samples = before.lines
            writer.append(
                records.resume(datetime.now(timezone.utc), before.lines, before.left_out, seen.block)
            )
            with display() as shown_live:
                runner.run(header["seed"], writer, shown_live, before)
            writer.append(end(writer.samples, "complete"))
        except KeyboardInterrupt:
            return interrupted(writer, folder, fresh=False)
    return conclude(options, folder, runner.outcome)


def _refuse_changes(results: Results, host: Record, bench: Path) -> None:
    found = changes(results.header, host, fingerprints(bench))
    if found:
        raise ResultsError(
            f"cannot resume {shown(results.path.parent)}, start a new run instead: {'; '.join(found)}"
        )
