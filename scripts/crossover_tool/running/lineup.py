"""Who runs where: the contenders of each cell, those that are skipped and why, and who runs
twice."""

from collections.abc import Mapping
from dataclasses import dataclass

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.plan.bounds import batches_within, lower_bound_us
from crossover_tool.plan.feasible import skip_reason
from crossover_tool.plan.schedule import Slot, block_slots, schedule
from crossover_tool.plan.twins import choose_twin
from crossover_tool.suites.suite import Suite


@dataclass(frozen=True)
class Machine:
    """What the plan needs to know of the machine: usable cores, and descriptors that a process may
    open."""

    cores: int
    descriptors: int


class Lineup:
    """The contenders of a suite's cells on a machine.

    `skips` maps (cell, contender) to why the pair does not run, `bounds_s` (cell, contender's name)
    to the least seconds of a batch, `batches` to how many of them a sample measures at least.
    """

    def __init__(self, suite: Suite, catalog: Catalog, machine: Machine) -> None:
        self._suite, self._catalog = suite, catalog
        self.skips: dict[tuple[int, Contender], str] = {}
        bounds_s: dict[tuple[int, str], float] = {}
        batches: dict[tuple[int, str], int] = {}
        for number, planned in enumerate(suite.cells):
            for contender in planned.contenders:
                reason = skip_reason(
                    planned, contender, catalog, machine.cores, machine.descriptors
                )
                if reason:
                    self.skips[number, contender] = reason
                bound_us = lower_bound_us(planned.cell, contender, machine.cores)
                bounds_s[number, contender.name] = bound_us / 1e6
                fitting = batches_within(planned.batches, bound_us, planned.max_sample_us)
                batches[number, contender.name] = fitting
        self.bounds_s: Mapping[tuple[int, str], float] = bounds_s
        self.batches: Mapping[tuple[int, str], int] = batches

    def running(self, cell: int) -> tuple[Contender, ...]:
        """The contenders that run on a cell."""
        return tuple(c for c in self._suite.cells[cell].contenders if (cell, c) not in self.skips)

    def twin(self, cell: int, seed: int) -> Contender | None:
        """Who runs twice on a cell, None where nobody does."""
        running, sure = self.running(cell), self._sure(cell)
        if len(running) > 1 and len(sure) == 1:
            return sure[0]
        bounds_s = {c: self.bounds_s[cell, c.name] for c in running}
        return choose_twin(sure, bounds_s, seed, cell)

    def _sure(self, number: int) -> tuple[Contender, ...]:
        """Who runs on a cell and is not turned away by its service: a control that fails controls
        nothing.

        Who keeps the cell's limit is taken for sure; where nobody does, everyone is.
        """
        cell = self._suite.cells[number].cell
        if self._catalog.workload(cell.workload).wait != "dialogue":
            return self.running(number)
        modest = [c for c in self.running(number) if c.limit(cell.tasks, cell.limit) <= cell.limit]
        return tuple(modest) or self.running(number)

    def block(self, cell: int, block: int, seed: int) -> list[Slot]:
        """The samples of one block in their order."""
        return block_slots(cell, block, seed, self.running(cell), self.twin(cell, seed))

    def slots(self, seed: int) -> list[Slot]:
        """The samples of all planned blocks in their order."""
        cells = range(len(self._suite.cells))
        run = {number: self.running(number) for number in cells}
        twins = {number: twin for number in cells if (twin := self.twin(number, seed))}
        return list(schedule(self._suite.cells, seed, run, twins))
