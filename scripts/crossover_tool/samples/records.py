"""What a results file holds, as frozen values: the reader makes them once, and nothing else does.

Only `codec` knows how they are written as JSON; docs/RESULTS.md describes that. Times
are nanoseconds where a name ends with `_ns` and seconds with `_s`; sizes are bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from statistics import median

from crossover_tool.bench.build import Build
from crossover_tool.cell import OWN_LANGUAGE, Cell, Contender
from crossover_tool.host.host import Host
from crossover_tool.host.interference import Interference
from crossover_tool.host.summary import Doctor
from crossover_tool.stats.regret import MARGIN
from crossover_tool.suite import Suite


class Status(StrEnum):
    """What came of a sample: figures (OK), or why there are none.

    FAILED: tasks of the batch failed in a way that the workload foresees; ERROR: the process or its
    server did; VOID: it measured something that cannot be believed; LATE: its requests were let go
    too late, by the machine's doing or the contender's, so that it is no evidence of either.
    """

    OK = "ok"
    SKIPPED = "skipped"
    FAILED = "failed"
    ERROR = "error"
    VOID = "void"
    LATE = "late"


@dataclass(frozen=True)
class Percentiles:
    """A distribution, in nanoseconds."""

    p50: float
    p90: float
    p99: float
    p999: float
    max: float


@dataclass(frozen=True)
class ServerCounts:
    """What the server on the other side of a workload's I/O saw of the batches."""

    requests: float
    peak_concurrency: float
    cpu_ns: float
    refused: float = 0.0
    withdrawn: float = 0.0
    mean_concurrency: float = 0.0
    mean_stay_ns: float = 0.0
    bytes_in: float = 0.0
    bytes_out: float = 0.0
    threads: int = 1


@dataclass(frozen=True)
class Measurement:
    """What one process of the bench reports of one contender on one cell.

    `limit` is the contender's own, `kind` one of best, documented, textbook, mistake, pattern and
    baseline, `language` what it is written in. `figures` and `spreads` hold the metrics by the names of scripts/schema/metrics.json;
    one that was not measured is absent. A void measurement may hold the batches before the wrong
    one.
    """

    cell: Cell
    contender: Contender
    limit: int
    status: Status
    reason: str = ""
    kind: str = "best"
    language: str = OWN_LANGUAGE
    makespan_ns: tuple[float, ...] = ()
    ideal_ns: float = 0.0
    ideal_bound: str = "none"
    cores: int = 0
    cold: bool = False
    too_short: bool = False
    digest: str = ""
    server: ServerCounts | None = None
    marks: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    spreads: Mapping[str, Percentiles] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True when there are figures that count."""
        return self.status is Status.OK

    @cached_property
    def sample_ns(self) -> float:
        """The sample: the median makespan of the process's batches; 0 without any."""
        return float(median(self.makespan_ns)) if self.makespan_ns else 0.0

    @property
    def cpu_ns(self) -> float:
        """CPU time of a batch, user and system."""
        return self.figure("cpu_user_ns") + self.figure("cpu_system_ns")

    @property
    def unanswered_share(self) -> float:
        """Of its requests, how many were refused or failed; 0 without a rate."""
        gone = self.figure("refused") + self.figure("failed")
        return gone / max(1, self.cell.tasks)

    @property
    def memory_bytes(self) -> float:
        """The peak above the idle process."""
        return max(0.0, self.figure("peak_rss_bytes") - self.figure("baseline_rss_bytes"))

    def percentile(self, name: str, which: str) -> float | None:
        """A percentile (`p99`) of the metric called `name`; None where it was not measured."""
        return getattr(self.spreads.get(name), which, None)

    def figure(self, name: str, default: float = 0.0) -> float:
        """The metric called `name`; `default` where it was not measured."""
        return self.figures.get(name, default)


@dataclass(frozen=True)
class Sample:
    """One contender on one cell in one fresh process.

    `order` is its place among all samples of the file, `cell` that of its cell in the header.
    `exit_code` is None when no process was started. `control`: the second run of the contender that
    a block measures twice.
    """

    block: int
    order: int
    cell: int
    measurement: Measurement
    started: str = ""
    elapsed_s: float = 0.0
    exit_code: int | None = None
    control: bool = False

    @property
    def contender(self) -> Contender:
        return self.measurement.contender

    @property
    def ok(self) -> bool:
        """True when there are figures that count."""
        return self.measurement.ok


@dataclass(frozen=True)
class Block:
    """The end of a block: what others did to the machine meanwhile, and the orders of its samples
    where it is taken again.

    `samples` is how many sample lines stand before it; `elapsed_s` how long the run had taken, all
    its parts together, None in files that did not note it.
    """

    cell: int
    number: int
    attempt: int
    samples: int
    interference: Interference
    tainted: tuple[str, ...] = ()
    left_out: tuple[int, ...] = ()
    elapsed_s: float | None = None


@dataclass(frozen=True)
class Away:
    """A contender that takes part no more on the cell with this number."""

    cell: int
    contender: str


@dataclass(frozen=True)
class Interim:
    """An interim analysis: how much of the budget had passed (0 to 1), how many sample lines there
    were, the cells that go on, and who is proven behind or always fails there and goes on no more.
    """

    passed: float
    samples: int
    open: tuple[int, ...]
    noise_floor: float
    behind: tuple[Away, ...] = ()
    failing: tuple[Away, ...] = ()


@dataclass(frozen=True)
class Resume:
    """A stopped run goes on: `left_out` are the orders of samples that no longer count, `elapsed_s`
    is what the parts before took."""

    started: str
    samples: int
    left_out: tuple[int, ...]
    host: Host
    doctor: Doctor | None
    elapsed_s: float = 0.0


@dataclass(frozen=True)
class End:
    """The last line; `status` is "complete" or "interrupted"."""

    finished: str
    samples: int
    status: str


@dataclass(frozen=True)
class Search:
    """What --find-crossover and --find-capacity ask for: how well the crossover or the capacities
    are to be known, as a share on either side, the longest that it may take, and of capacities the
    promise that is kept (`p99<20000us`) and the share of requests that may be refused or fail."""

    precision: float
    budget_s: float
    slo: str = ""
    errors: float = 0.0


@dataclass(frozen=True)
class Protocol:
    """How a run goes on.

    With `budget_s` blocks go on until every cell is settled or the budget is spent, but for the
    first ones of each cell, `least_blocks`, which are taken whatever they cost; with `search` until
    the crossover is known, else for the planned number. `retry` False keeps disturbed blocks as
    they are. `sample_timeout_s` replaces the timeout that is derived for each sample. `margin`
    is the regret that does not matter to who asks: 0.05 for 5 %.
    """

    budget_s: float | None = None
    least_blocks: int = 1
    retry: bool = True
    sample_timeout_s: float | None = None
    search: Search | None = None
    margin: float = MARGIN

    @property
    def thrifty(self) -> bool:
        """Whether a budget decides how many blocks there are: then nothing is taken in vain."""
        return self.budget_s is not None and self.search is None


@dataclass(frozen=True)
class Header:
    """The first line: everything that the run was asked for and what it found before, so that it
    can be resumed from its results alone.

    The texts in `suite` are without their secrets; `texts_hidden` names those that held one.
    `rates`: units of work per microsecond, `scaling`: how much longer twice the work takes, both by
    workload. `binaries`: SHA-256 by file name; None in files that did not note it.
    `workload_file` names the file of a workload from outside of the tree.
    """

    version: str
    suite: Suite
    seed: int
    started: str
    host: Host
    build: Build
    protocol: Protocol = Protocol()
    rates: Mapping[str, float] = field(default_factory=dict)
    scaling: Mapping[str, float] = field(default_factory=dict)
    binaries: Mapping[str, str] | None = None
    doctor: Doctor | None = None
    texts_hidden: tuple[str, ...] = ()
    workload_file: str | None = None
    noise_floor: float = 0.0


Record = Header | Sample | Block | Interim | Resume | End
"""Any line of a results file."""


def spent_s(records: Sequence[Record]) -> float:
    """How many seconds the parts of a run took together: as its blocks say, and the samples after
    the last of them."""
    spent = 0.0
    for record in records:
        if isinstance(record, Sample):
            spent += record.elapsed_s
        elif isinstance(record, (Block, Resume)):
            spent = max(spent, record.elapsed_s or 0.0)
    return spent
