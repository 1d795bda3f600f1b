"""A suite: what to measure, with everything that was written short spelled out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crossover_tool.cell import Cell, Contender
from crossover_tool.goal import Goal


@dataclass(frozen=True)
class PlannedCell:
    """A cell, who meets there, in how many blocks, and how it is to be shown.

    `group` numbers the table it comes from: cells of one group make one chart. `chart` is the swept
    axis (tasks, limit, cores or a parameter's name) or "" for none. `max_sample_us` is the longest
    a sample may take by its ideal; `batches` are measured in each at least, where that allows so
    many. `contenders` is empty in files that did not note who was to be measured. `title` is the
    question that the cell asks, in a person's words, "" for none; cells of one `family` ask about
    the same kind of work, and "" stands for the workload's name.
    """

    cell: Cell
    contenders: tuple[Contender, ...]
    blocks: int
    max_sample_us: int = 0
    group: int = 0
    chart: str = ""
    batches: int = 1
    title: str = ""
    family: str = ""


@dataclass(frozen=True)
class Suite:
    """A named list of cells, and the goals that are held on them. `strict`: asked for on the
    command line, so that what cannot run is an error. `texts` are those of the whole run, by name,
    with their secrets. `budget_s`: how long blocks go on unless the command line says otherwise;
    None for the planned number."""

    name: str
    blocks: int
    cells: tuple[PlannedCell, ...]
    description: str = ""
    strict: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    budget_s: float | None = None

    @property
    def names(self) -> list[str]:
        """The contenders of all cells, each once, by name."""
        return list(dict.fromkeys(c.name for one in self.cells for c in one.contenders))

    def with_overrides(self, blocks: int | None, max_sample_us: int | None) -> "Suite":
        """The suite with other blocks and another max_sample in every cell, where given."""
        changes: dict[str, int] = {}
        if blocks is not None:
            changes["blocks"] = blocks
        if max_sample_us is not None:
            changes["max_sample_us"] = max_sample_us
        cells = tuple(replace(planned, **changes) for planned in self.cells)
        return replace(self, blocks=blocks or self.blocks, cells=cells)
