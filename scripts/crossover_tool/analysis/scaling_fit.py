"""What a sweep over the limit says about scaling: the Universal Scalability Law, one fit a
strategy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.cell import Contender

if TYPE_CHECKING:
    from crossover_tool.stats.usl import Law

MISS = 0.25
"""A law that misses a measured mean by more than a quarter does not describe it, and predicts
nothing."""


@dataclass(frozen=True)
class Scaling:
    """The law fitted to a contender, the best of its strategy at the largest limit, over the limits
    measured."""

    contender: Contender
    limits: tuple[int, ...]
    law: "Law"

    @property
    def holds(self) -> bool:
        """True when the law describes what was measured."""
        return self.law.miss <= MISS


def scalings(cells: Sequence[CellResult]) -> tuple[Scaling, ...]:
    """A fit for every strategy that enough limits were measured with; cells rise by limit."""
    from crossover_tool.stats.usl import fit  # brings numpy, which takes its time to import

    leads: dict[str, Contender] = {}
    for result in cells:
        for measured in reversed(result.ranked):
            leads[measured.contender.strategy] = measured.contender
    found = []
    for contender in leads.values():
        series = {
            result.cell.limit: [result.cell.tasks * 1e9 / span for span in m.by_block.values()]
            for result in cells
            for m in result.ranked
            if m.contender == contender and m.limit == result.cell.limit
        }
        law = fit(list(series), list(series.values())) if series else None
        if law:
            found.append(Scaling(contender, tuple(series), law))
    return tuple(found)
