"""How every run ends: its last line, what an interrupted one leaves, and what went wrong."""

import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.errors import ExitCode
from crossover_tool.paths import shown
from crossover_tool.samples import records
from crossover_tool.samples.writer import SampleWriter


def end(samples: int, status: str) -> records.Record:
    """The last line, now."""
    return records.end(datetime.now(timezone.utc), samples, status)


def interrupted(writer: SampleWriter, folder: Path, fresh: bool) -> int:
    """Closes the file and says where it is. Before its first line a run has nothing to keep."""
    if writer.count == 0:
        if fresh:
            writer.path.unlink()
        print("crossover: interrupted before the first sample", file=sys.stderr)
        return ExitCode.INTERRUPTED
    writer.append(end(writer.samples, "interrupted"))
    print(
        f"crossover: interrupted: {writer.samples} samples are kept in {shown(writer.path)}; see them with: "
        f"crossover report {shown(folder)}; go on with: crossover run --resume {shown(folder)}",
        file=sys.stderr,
    )
    return ExitCode.INTERRUPTED


def tell_failures(voids: Sequence[str], errors: Sequence[str]) -> ExitCode:
    """Prints a line for each void or failed sample, and returns the exit code that they amount
    to."""
    for line in [*voids, *errors]:
        print(f"crossover: {line}", file=sys.stderr)
    if voids or errors:
        text = f"{len(voids)} samples void, {len(errors)} failed; the others are good"
        print(f"crossover: error: {text}", file=sys.stderr)
    return ExitCode.INVALID if voids else ExitCode.SERVER if errors else ExitCode.SUCCESS
