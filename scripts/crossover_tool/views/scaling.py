"""Scaling: what a sweep over the limit says by the Universal Scalability Law, one fit a strategy."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isinf
from typing import TYPE_CHECKING

from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.scaling_fit import Scaling
from crossover_tool.units import show
from crossover_tool.units.finite import finite
from crossover_tool.views.view import View

if TYPE_CHECKING:
    from crossover_tool.stats.usl import Estimate


class ScalingLaw(View[GroupResult]):
    """A sweep over the limit with enough values for a fit."""

    name = "scaling"
    of = GroupResult
    order = 60
    legend = """\
- **contention**, **coherency**: sigma and kappa of the Universal Scalability Law (Gunther), with
  95 % intervals."""

    def applies(self) -> bool:
        return bool(self.subject.scalings)

    def sentences(self) -> Sequence[str]:
        return [scaling_sentence(scaling) for scaling in self.subject.scalings]

    def json(self) -> Mapping[str, object]:
        return {"scaling": [_json(scaling) for scaling in self.subject.scalings]}


def _json(scaling: Scaling) -> dict[str, object]:
    law = scaling.law
    names = ("gamma", "sigma", "kappa", "peak")
    return {
        "contender": scaling.contender.name,
        "limits": list(scaling.limits),
        **{name: finite(asdict(getattr(law, name))) for name in names},
        "miss": law.miss,
        "holds": scaling.holds,
    }


def scaling_sentence(scaling: Scaling) -> str:
    """Contention, coherency and the peak, or that the law does not hold."""
    law = scaling.law
    name = scaling.contender.strategy
    if not scaling.holds:
        return f"{name}: no scalability law: the best fit misses a measured mean by {law.miss:.0%}"
    contention = f"contention {_percent(law.sigma)}"
    coherency = f"coherency {_percent(law.kappa)}"
    peak = _peak(law.peak, scaling.limits[-1])
    return f"{name}: {contention}, {coherency}; {peak} (fit within {law.miss:.0%})"


def _peak(peak: "Estimate", largest: int) -> str:
    if peak.value <= largest:
        low, high = (_limit(end, largest) for end in (peak.low, peak.high))
        return f"throughput peaks at limit {show.count(round(peak.value))} [{low}, {high}]"
    fitted = (
        "" if isinf(peak.value) else f"; extrapolated to limit {float(f'{peak.value:.2g}'):,.0f}"
    )
    return f"no peak up to limit {show.count(largest)}, the largest measured{fitted}"


def _limit(end: float, largest: int) -> str:
    """An end of an interval, which may have none."""
    return show.count(round(end)) if end <= largest else f"beyond {show.count(largest)}"


def _percent(found: "Estimate") -> str:
    return f"{_share(found.value)} [{_share(found.low)}, {_share(found.high)}]"


def _share(value: float) -> str:
    return "0" if value < 1e-9 else f"{value * 100:.2g} %"
