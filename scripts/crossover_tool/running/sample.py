"""Taking one sample: a fresh bench process, its one measurement, and a sentence for whatever goes
wrong."""

import json
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.bench.child import Ended, run_child
from crossover_tool.cell import Cell, Contender
from crossover_tool.host.out_of_memory import OutOfMemory
from crossover_tool.samples import schema
from crossover_tool.samples.records import Record, unmeasured
from crossover_tool.secrets import redacted
from crossover_tool.texts import flags
from crossover_tool.units import show


@dataclass(frozen=True)
class Taken:
    """A measurement, how long the process took, and its exit code (negative: a signal)."""

    measurement: Record
    elapsed_s: float
    exit_code: int
    timed_out: bool


def command(
    bench: Path,
    cell: Cell,
    contender: Contender,
    rates: Mapping[str, float],
    out: Path,
    texts: Mapping[str, str] = {},
    min_batches: int = 1,
) -> list[str]:
    """The command line of one sample, which measures `min_batches` at least."""
    return [
        str(bench),
        f"--cell={cell.key}",
        f"--contender={contender.name}",
        f"--samples_out={out}",
        f"--min_batches={min_batches}",
        *(f"--rate={name}={rate}" for name, rate in rates.items()),
        *flags(texts),
    ]


def take(
    bench: Path,
    cell: Cell,
    contender: Contender,
    rates: Mapping[str, float],
    timeout_s: float,
    texts: Mapping[str, str] = {},
    min_batches: int = 1,
) -> Taken:
    """Runs one contender on one cell. Never raises for what the bench does: that becomes an error
    measurement.

    A reason that quotes a secret of the `texts` keeps it to itself.
    """
    with tempfile.TemporaryDirectory(prefix="crossover-") as folder:
        out = Path(folder) / "measurement.jsonl"
        memory = OutOfMemory()
        try:
            ended = run_child(
                command(bench, cell, contender, rates, out, texts, min_batches), timeout_s
            )
        except OSError as error:
            reason = f"the bench could not be started: {error.strerror}"
            return Taken(unmeasured(cell, contender, "error", reason), 0.0, 1, False)
        text = out.read_text(encoding="utf-8", errors="replace") if out.exists() else ""
    measurement, wrong = _measurement(text, contender)
    reason = memory.explained(_failure(ended, timeout_s)) or wrong
    if measurement is None or ended.timed_out or ended.returncode < 0:
        measurement = unmeasured(cell, contender, "error", reason)
    elif ended.returncode != 0 and measurement["status"] in ("ok", "skipped"):
        measurement = unmeasured(cell, contender, "error", reason)
    if measurement["reason"]:
        told = redacted(memory.explained(measurement["reason"]))
        measurement = {**measurement, "reason": told}
    return Taken(measurement, ended.elapsed_s, ended.returncode, ended.timed_out)


def _failure(ended: Ended, timeout_s: float) -> str:
    """Why the process did not end well, or ""."""
    if ended.timed_out:
        return f"no result after {show.long_duration_s(timeout_s)}, killed"
    if ended.returncode < 0:
        return f"the bench was killed by {_signal_name(-ended.returncode)}"
    if ended.returncode > 0:
        said = ended.last_words.removeprefix("crossover_bench: error: ")
        return said or f"the bench ended with exit code {ended.returncode} and no message"
    return ""


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _measurement(text: str, contender: Contender) -> tuple[Record | None, str]:
    """The one measurement in `text`, or None and what is wrong with it."""
    lines = text.splitlines()
    if len(lines) != 1:
        return None, f"the bench wrote {len(lines)} measurements instead of one"
    try:
        found = json.loads(lines[0])
    except json.JSONDecodeError as error:
        return None, f"the bench wrote a measurement that is not JSON ({error})"
    probe = {
        "kind": "sample",
        "block": 0,
        "order": 0,
        "cell": 0,
        "elapsed_s": 0,
        "started": "2000-01-01T00:00:00Z",
    }
    wrong = schema.problem({**probe, "measurement": found})
    if wrong:
        return None, f"the bench wrote a measurement that {wrong}"
    if (found["strategy"], found["engine"]) != (contender.strategy, contender.engine):
        return (
            None,
            f"the bench measured {found['strategy']}/{found['engine']} instead of {contender.name}",
        )
    return found, ""
