"""The map of limit and rate: how late requests are answered at each, and so where the limit should
stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from crossover_tool.analysis.cell_grid import CellGrid
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.costs import Requests
from crossover_tool.analysis.finding import listed
from crossover_tool.charts.frame import Words
from crossover_tool.charts.limit_panels import LimitField, LimitPanel, draw_limit_panels
from crossover_tool.plan.slo import ENOUGH, WRITTEN
from crossover_tool.charts.page.limit_drawing import limit_drawing
from crossover_tool.stats.median import Interval
from crossover_tool.units import show
from crossover_tool.views.request_latency import answering
from crossover_tool.views.view import Chart, Drawing, View, in_both

RATE, LIMIT = "rate", "limit"


@dataclass(frozen=True)
class LimitPlace:
    """A contender at a limit and a rate: the percentile of its latency in ns, None where it is
    saturated, and the share of requests that were turned away."""

    latency: Interval | None
    refused: float


Places = Mapping[tuple[int, int], LimitPlace]
"""Rate and limit -> what was found there."""


class LimitMap(View[CellGrid]):
    """A map over the limit and the rate at which requests arrive."""

    name = "limit_map"
    of = CellGrid
    order = 40
    instead_of = ("decision_map", "cost_map")
    legend = """\
- **map of limit and rate**: a field has the latency of the slowest request in 100 (or the median,
  where there are too few requests), by the shade; *full*: saturated, more arrive than are done; *N %
  away*: so many were turned away, and are not among the latencies."""

    def applies(self) -> bool:
        axes = {self.subject.x.name, self.subject.y.name}
        return axes == {RATE, LIMIT} and bool(self.found)

    def finding(self) -> str:
        """Where the first contender's limit should stand."""
        return next(iter(self._said))

    def sentences(self) -> Sequence[str]:
        """The same of the others."""
        return self._said[1:]

    def charts(self) -> Sequence[Chart]:
        what = "99th percentile" if self.percentile == "p99" else "median"
        setting = f"{what} of the latency from the arrival, {self.subject.setting}"
        legend = (
            "Medians over samples, a fresh process each. full: saturated, more requests arrive than "
            "are done; % away: turned away."
        )
        words = Words(self.finding(), setting, (legend, self.machine()))
        return [in_both("-limits", words, partial(draw_limit_panels, *self._panels()))]

    def drawings(self) -> Sequence[Drawing]:
        said = self.finding()
        return [Drawing(said, lambda: limit_drawing(*self._panels(), said))]

    def _panels(self) -> tuple[Sequence[LimitPanel], Sequence[str], Sequence[str]]:
        """A panel a contender, the rates and the limits in words."""
        panels = [LimitPanel(name, self._fields(places)) for name, places in self.found.items()]
        rates, limits = [f"{one:,}/s" for one in self.rates], [f"{one:,}" for one in self.limits]
        return panels, rates, limits

    def json(self) -> Mapping[str, object]:
        return {
            "limits": {
                name: [
                    {
                        "rate": rate,
                        "limit": limit,
                        self.percentile: one.latency.median if one.latency else None,
                        "saturated": one.latency is None,
                        "refused": one.refused,
                    }
                    for (rate, limit), one in places.items()
                ]
                for name, places in self.found.items()
            }
        }

    @cached_property
    def found(self) -> Mapping[str, Places]:
        """Each contender that heeds the limit, with its places."""
        found: dict[str, dict[tuple[int, int], LimitPlace]] = {}
        heeded: dict[str, set[int]] = {}
        for result in self.subject.cells:
            where = (result.cell.number(RATE), result.cell.limit)
            for measured, requests in answering(result):
                latency = None if requests.saturated else getattr(requests, self.percentile)
                name = measured.contender.name
                away = _away(measured, requests, result.cell.tasks)
                found.setdefault(name, {})[where] = LimitPlace(latency, away)
                heeded.setdefault(name, set()).add(measured.limit)
        return {name: places for name, places in found.items() if len(heeded[name]) > 1}

    @property
    def percentile(self) -> str:
        """The one that there are requests enough for."""
        fewest = min(result.cell.tasks for result in self.subject.cells)
        return "p99" if fewest >= ENOUGH["p99"] else "p50"

    @property
    def rates(self) -> Sequence[int]:
        return sorted({result.cell.number(RATE) for result in self.subject.cells})

    @property
    def limits(self) -> Sequence[int]:
        return sorted({result.cell.limit for result in self.subject.cells})

    @cached_property
    def _said(self) -> Sequence[str]:
        return [
            f"{name}: {_where(places, self.limits, self.percentile)}"
            for name, places in self.found.items()
        ]

    def _fields(self, places: Places) -> Sequence[Sequence[LimitField | None]]:
        """A row a limit, from the lowest up."""
        return [[_field(places.get((rate, limit))) for rate in self.rates] for limit in self.limits]


def _away(measured: Measured, requests: Requests, tasks: int) -> float:
    """The share that found the line full or failed, else that the service turned away: it may be
    asked again for one request."""
    gone = requests.unanswered or measured.costs.refused or 0.0
    return min(1.0, gone / tasks) if tasks else 0.0


def _field(place: LimitPlace | None) -> LimitField | None:
    if place is None:
        return None
    away = f"{place.refused * 100:.2g} % away" if place.refused else ""
    if place.latency is None:
        return LimitField(None, "full", away)
    return LimitField(place.latency.median, show.duration_ns(place.latency.median), away)


def _where(places: Places, limits: Sequence[int], percentile: str) -> str:
    """`the limit should stand at 16: up to 4,000/s, where p99 is 6.10 ms; at 4 it is full from
    2,000/s on`."""
    kept = {rate for (rate, _), one in places.items() if one.latency is not None}
    if not kept:
        return "saturated at every limit and rate"
    most = max(kept)
    there = {
        limit: one.latency
        for (rate, limit), one in places.items()
        if rate == most and one.latency is not None
    }
    best = min(there, key=lambda limit: (there[limit].median, limit))
    alike = sorted(limit for limit, one in there.items() if one.low <= there[best].high)
    stand = listed([f"{limit:,}" for limit in alike])
    apart = ", not told apart" if len(alike) > 1 else ""
    took = f"{WRITTEN[percentile]} is {show.duration_ns(there[best].median)}"
    said = f"the limit should stand at {stand}{apart}: up to {most:,}/s, where {took}"
    return "; ".join([said, *_full(places, limits)])


def _full(places: Places, limits: Sequence[int]) -> list[str]:
    """From which rate on a limit saturates, of those that do: the highest such limit."""
    for limit in reversed(limits):
        full = [rate for (rate, at), one in places.items() if at == limit and one.latency is None]
        if full:
            return [f"at {limit:,} it is full from {min(full):,}/s on"]
    return []
