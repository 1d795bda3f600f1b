"""What is offered as a service: one contender on one cell, and the bench's command for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import UsageError
from crossover_tool.suites import one_cell
from crossover_tool.texts import flags

REQUESTS = 1_000_000
"""The most that a service takes unless it is told: a minute at 16,000 a second, in 60 MB."""

LIMIT = 64
ANY_SAMPLE_US = 3_600_000_000


@dataclass(frozen=True)
class Offer:
    """`contender` on `cell`, whose tasks are the most requests that are taken, for `for_ms`
    milliseconds on `port` (0: any that is free). `queue`: so many may stand in line before the
    limit; None: any number. `rates` and `texts` are those of a run."""

    bench: Path
    cell: Cell
    contender: Contender
    for_ms: int = 30_000
    port: int = 0
    queue: int | None = None
    seed: int = 1
    rates: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def command(self) -> list[str]:
        return [
            str(self.bench),
            "--serve",
            f"--cell={self.cell.key}",
            f"--contender={self.contender.name}",
            f"--for_ms={self.for_ms}",
            f"--port={self.port}",
            f"--seed={self.seed}",
            *([] if self.queue is None else [f"--queue={self.queue}"]),
            *(f"--rate={name}={rate}" for name, rate in self.rates.items()),
            *flags(self.texts),
        ]


def one_place(
    workload: str, options: Mapping[str, str], contender: str, catalog: Catalog
) -> tuple[Cell, Contender]:
    """The cell that `options` write, as those of `crossover run` do, and the contender of that
    name. UsageError where they name none, or several."""
    wanted = catalog.select((contender,))
    if len(wanted) != 1:
        raise UsageError(
            f"{contender!r} names {len(wanted)} contenders, and a service is one: write "
            "for example --strategy semaphore --engine asio"
        )
    written = {"tasks": str(REQUESTS), "limit": str(LIMIT), **options}
    suite = one_cell.of_one(catalog.workload(workload), written, wanted[0], ANY_SAMPLE_US)
    if len(suite.cells) != 1:
        raise UsageError(
            f"these options make {len(suite.cells)} cells, and a service is one: "
            "give one value to each"
        )
    return suite.cells[0].cell, wanted[0]
