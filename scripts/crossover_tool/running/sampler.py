"""Taking one sample: a fresh bench process, its one measurement, and a sentence for whatever goes
wrong."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from crossover_tool.bench.child import Ended, run_child, signal_name
from crossover_tool.bench.programs import program_flags
from crossover_tool.cell import Contender
from crossover_tool.host.out_of_memory import OutOfMemory
from crossover_tool.plan.entrants import Entrant
from crossover_tool.bench.pair import Pair
from crossover_tool.running.agreement import disagreement
from crossover_tool.samples import codec, schema
from crossover_tool.samples.records import Measurement, Status
from crossover_tool.secrets import HIDDEN, redacted
from crossover_tool.texts import flags, secrets_of
from crossover_tool.units import show


@dataclass(frozen=True)
class Taken:
    """A measurement, how long the process took, and its exit code (negative: a
    signal; None: no process was started)."""

    measurement: Measurement
    elapsed_s: float
    exit_code: int | None
    timed_out: bool


def unmeasured(pair: Pair, status: Status, reason: str) -> Measurement:
    """A measurement without figures, and why."""
    return Measurement(
        pair.cell, pair.contender, pair.limit, status, reason, pair.kind, pair.language
    )


def not_taken(pair: Pair, reason: str) -> Taken:
    """A sample that is skipped, and why."""
    return Taken(unmeasured(pair, Status.SKIPPED, reason), 0.0, None, False)


SHORT_SAMPLE = ("--min_time_ms=30", "--min_batches=3", "--min_batches_ms=60")
"""What a sample measures where many processes are asked for, and not many batches of each: 30 ms, and
three batches where one takes no longer than 60 ms. Two threads that wake on one core share it for
13 ms now and then, and the median of three batches is not one of those. Elsewhere it is what the
bench takes, 100 ms."""


@dataclass(frozen=True)
class Sampler:
    """Starts the bench at `bench`, whose baselines stand beside it. `rates` are units of work per
    microsecond by workload; a reason that quotes a secret of the `texts` keeps it to itself;
    `programs` is where contenders are that are programs. From `seed` all is drawn that a cell
    leaves to chance: the same for every contender and block. `slo_us` is what a request may take,
    0 where nothing was promised. `min_time_ms` is how long a sample that is not short measures, 0
    for as long as the bench takes by itself."""

    bench: Path
    rates: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[Contender, Path] = field(default_factory=dict)
    seed: int = 1
    slo_us: int = 0
    min_time_ms: int = 0

    def command(self, entrant: Entrant, out: Path, observe: str = "all") -> list[str]:
        """The command line of one sample; `observe` is the bench's flag."""
        pair = entrant.pair
        return [
            str(self.bench),
            f"--cell={pair.cell.key}",
            f"--contender={pair.contender.name}",
            f"--samples_out={out}",
            *(SHORT_SAMPLE if entrant.short else self._least(entrant)),
            f"--seed={self.seed}",
            f"--observe={observe}",
            *([f"--slo_us={self.slo_us}"] if self.slo_us else []),
            *(f"--rate={name}={rate}" for name, rate in self.rates.items()),
            *program_flags(self.bench, [pair.contender], self.programs),
            *flags(self.texts),
        ]

    def _least(self, entrant: Entrant) -> list[str]:
        time = [f"--min_time_ms={self.min_time_ms}"] if self.min_time_ms else []
        return [f"--min_batches={entrant.batches}", *time]

    def take(self, entrant: Entrant, timeout_s: float, observe: str = "all") -> Taken:
        """Takes one sample. Never raises for what the bench does: that becomes an error
        measurement."""
        pair = entrant.pair
        # in memory and without a name, so that a runner that is killed leaves no file behind
        with os.fdopen(os.memfd_create("crossover-measurement"), "rb") as written:
            out = Path(f"/proc/{os.getpid()}/fd/{written.fileno()}")
            memory = OutOfMemory()
            try:
                ended = run_child(self.command(entrant, out, observe), timeout_s)
            except OSError as error:
                reason = f"the bench could not be started: {error.strerror}"
                return Taken(unmeasured(pair, Status.ERROR, reason), 0.0, 1, False)
            text = written.read().decode("utf-8", errors="replace")
        found = _believed(text, ended, entrant, timeout_s)
        if found.reason:
            found = replace(found, reason=self._safe(memory.explained(found.reason)))
        return Taken(found, ended.elapsed_s, ended.returncode, ended.timed_out)

    def _safe(self, reason: str) -> str:
        """Without secrets: what a rule finds, and what the texts hold, wherever it is said again."""
        for secret in secrets_of(self.texts):
            reason = reason.replace(secret, HIDDEN)
        return redacted(reason)


def _believed(text: str, ended: Ended, entrant: Entrant, timeout_s: float) -> Measurement:
    """What the bench wrote, or an error where it did not end as that says."""
    pair = entrant.pair
    measurement, wrong = _measurement(text, entrant)
    reason = _failure(ended, timeout_s) or wrong
    if measurement is None or ended.timed_out or ended.returncode < 0:
        return unmeasured(pair, Status.ERROR, reason)
    if ended.returncode != 0 and measurement.status in (Status.OK, Status.SKIPPED):
        return unmeasured(pair, Status.ERROR, reason)
    return measurement


def _failure(ended: Ended, timeout_s: float) -> str:
    """Why the process did not end well, or ""."""
    if ended.timed_out:
        return f"no result after {show.long_duration_s(timeout_s)}, killed"
    if ended.returncode < 0:
        return f"the bench was killed by {signal_name(-ended.returncode)}"
    if ended.returncode > 0:
        return (
            ended.last_words or f"the bench ended with exit code {ended.returncode} and no message"
        )
    return ""


def _measurement(text: str, entrant: Entrant) -> tuple[Measurement | None, str]:
    """The one measurement in `text`, or None and what is wrong with it."""
    lines = text.splitlines()
    if len(lines) != 1:
        return None, f"the bench wrote {len(lines)} measurements instead of one"
    try:
        found = json.loads(lines[0])
    except json.JSONDecodeError as error:
        return None, f"the bench wrote a measurement that is not JSON ({error})"
    wrong = schema.measurement_problem(found)
    if wrong:
        return None, f"the bench wrote a measurement that {wrong}"
    measurement = codec.measurement(found)
    if other := disagreement(measurement, entrant):
        return None, f"the bench {other}"
    return measurement, ""
