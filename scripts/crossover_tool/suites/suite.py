"""A suite: what to measure, with everything that was written short spelled out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crossover_tool.cell import Cell, Contender


@dataclass(frozen=True)
class PlannedCell:
    """A cell, who meets there, in how many blocks, and how it is to be shown.

    `group` numbers the table it comes from: cells of one group make one chart. `chart` is the swept
    axis (tasks, limit, cores or a parameter's name) or "" for none. `max_sample_us` is the longest
    a sample may take by its lower bound; `batches` are measured in each at least, where that allows
    so many.
    """

    cell: Cell
    contenders: tuple[Contender, ...]
    blocks: int
    max_sample_us: int
    group: int
    chart: str
    batches: int = 1


@dataclass(frozen=True)
class Suite:
    """A named list of cells. `strict`: asked for on the command line, so that what cannot run is an
    error. `texts` are those of the whole run, by name, with their secrets."""

    name: str
    description: str
    blocks: int
    cells: tuple[PlannedCell, ...]
    strict: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)

    def with_overrides(self, blocks: int | None, max_sample_us: int | None) -> "Suite":
        """The suite with other blocks and another max_sample in every cell, where given."""
        cells = tuple(
            replace(
                cell,
                blocks=cell.blocks if blocks is None else blocks,
                max_sample_us=cell.max_sample_us if max_sample_us is None else max_sample_us,
            )
            for cell in self.cells
        )
        return replace(self, blocks=blocks or self.blocks, cells=cells)
