"""What a sweep over the limit says about scaling: the Universal Scalability Law, one fit a
strategy."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING

from crossover_tool.analysis.cell import CellResult
from crossover_tool.cell import Contender
from crossover_tool.units import show

if TYPE_CHECKING:
    from crossover_tool.stats.usl import Estimate, Law

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


def scaling_sentence(scaling: Scaling) -> str:
    """Contention, coherency and the peak, or that the law does not hold."""
    law = scaling.law
    name = scaling.contender.strategy
    if not scaling.holds:
        return f"{name}: no scalability law: the best fit misses a measured mean by {law.miss:.0%}"
    contention = f"contention {_percent(law.sigma)}"
    coherency = f"coherency {_percent(law.kappa)}"
    return f"{name}: {contention}, {coherency}; {_peak(law.peak, scaling.limits[-1])} (fit within {law.miss:.0%})"


def _peak(peak: "Estimate", largest: int) -> str:
    low, high = (f"{show.count(round(v))}" for v in (peak.low, min(peak.high, 1e9)))
    if peak.value <= largest:
        high = high if peak.high <= largest else f"beyond {show.count(largest)}"
        return f"throughput peaks at limit {show.count(round(peak.value))} [{low}, {high}]"
    fitted = (
        "" if isinf(peak.value) else f"; extrapolated to limit {float(f'{peak.value:.2g}'):,.0f}"
    )
    return f"no peak up to limit {show.count(largest)}, the largest measured{fitted}"


def _percent(found: "Estimate") -> str:
    return f"{_share(found.value)} [{_share(found.low)}, {_share(found.high)}]"


def _share(value: float) -> str:
    return "0" if value < 1e-9 else f"{value * 100:.2g} %"
