"""`crossover run --resume DIR` with a run of goals: it goes on where it stopped, whole blocks
only."""

import argparse
import sys
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.bench.binary import Bench
from crossover_tool.bench.fingerprint import fingerprints
from crossover_tool.cli import run_options
from crossover_tool.cli.ending import end, interrupted
from crossover_tool.cli.goals_ending import conclude
from crossover_tool.cli.warnings import warn
from crossover_tool.errors import ExitCode, ResultsError
from crossover_tool.host.block import look
from crossover_tool.host.limits import raise_descriptors
from crossover_tool.host.summary import summary
from crossover_tool.interrupt import interruptible
from crossover_tool.paths import shown
from crossover_tool.goals import program
from crossover_tool.goals.results import GoalResults, read_goals
from crossover_tool.goals.runner import GoalRunner, schedule, sort_out
from crossover_tool.running.progress import display
from crossover_tool.running.resume import changes
from crossover_tool.samples import records
from crossover_tool.samples.writer import SampleWriter


def resume(options: argparse.Namespace, folder: Path) -> int:
    """Takes the samples that are missing. ResultsError when binary or host changed, or another run
    writes there."""
    run_options.check_resume(options)
    bench = Bench(options.bench)
    with interruptible(), SampleWriter(folder, resume=True) as writer:
        results = read_goals(folder)
        if results.status == "complete":
            print(
                f"crossover: {shown(folder)} is complete: there is nothing to resume",
                file=sys.stderr,
            )
            return ExitCode.SUCCESS
        header, suite = results.header, results.suite
        try:
            seen = look()
            _refuse_changes(results, seen.block, bench)
            warn(seen)
            raise_descriptors()
            runner = GoalRunner(bench, suite, header["rates"], header.get("retry", True))
            before = sort_out(results)
            slots = list(schedule(suite, header["seed"]))
            missing = sum((slot.cell, slot.block) not in before.whole for slot in slots)
            text = f"{missing} of {len(slots)} samples are missing, into {shown(folder)}"
            print(f"{suite.name}: {text}", file=sys.stderr, flush=True)
            writer.repair()
            writer.samples = before.lines
            now, kept = datetime.now(timezone.utc), (before.lines, before.left_out)
            writer.append(records.resume(now, *kept, seen.block, summary(seen), before.spent_s))
            with display() as live:
                runner.run(header["seed"], writer, live, before)
            writer.append(end(writer.samples, "complete"))
        except KeyboardInterrupt:
            return interrupted(writer, folder, fresh=False)
    return conclude(options, folder, runner)


def _refuse_changes(results: GoalResults, host: records.Record, bench: Bench) -> None:
    if "binaries" not in results.header:
        raise ResultsError(
            f"{shown(results.path)} was written by crossover {results.header['version']}, which did not note the programs "
            "of a run of goals: it cannot be resumed"
        )
    now = {**fingerprints(bench.path), **program.fingerprints(bench.path, results.suite)}
    found = changes(results.header, host, now)
    if found:
        raise ResultsError(
            f"cannot resume {shown(results.path.parent)}, start a new run instead: {'; '.join(found)}"
        )
