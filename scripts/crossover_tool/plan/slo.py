"""What a service promises: `p99<20ms`, and whether a sample kept it."""

import re
from dataclasses import dataclass, replace

from crossover_tool.samples.records import Measurement, Percentiles, Search, Status
from crossover_tool.units.parse import parse_duration_us

ENOUGH = {"p50": 20, "p90": 100, "p99": 1_049, "p999": 10_511, "max": 1}
"""So many requests show a percentile: at 95 % confidence five lie beyond p99 and p99.9."""

WRITTEN = {"p50": "p50", "p90": "p90", "p99": "p99", "p999": "p99.9", "max": "max"}
_BY_TEXT = {text: name for name, text in WRITTEN.items()}
_FORM = re.compile(r"\s*([a-z0-9.]+)\s*<\s*(.+?)\s*")


@dataclass(frozen=True)
class Slo:
    """A percentile of the latency, by its name in samples, what it stays below, and the share of
    the requests that may go unanswered."""

    percentile: str
    below_us: int
    unanswered: float = 0.0

    @property
    def text(self) -> str:
        """As it is written, without that share: `p99<20000us`."""
        return f"{WRITTEN[self.percentile]}<{self.below_us}us"

    def keeps(self, took: Percentiles, saturated: bool, unanswered: float = 0.0) -> bool:
        """Whether a sample with these latencies, in ns, with such a share unanswered beside them,
        keeps it: none that is saturated does."""
        latency: float = getattr(took, self.percentile)
        # 0.7 % is 0.006999..., and 7 of 1,000 are it
        granted = unanswered <= self.unanswered + 1e-9
        return not saturated and granted and latency < self.below_us * 1000

    @property
    def requests(self) -> int:
        """So many requests a sample needs to tell."""
        return ENOUGH[self.percentile]


def parse_slo(text: str) -> Slo:
    """Reads `p99<20ms`. ValueError with one clause that says what to write."""
    found = _FORM.fullmatch(text)
    if found is None or found[1] not in _BY_TEXT:
        known = ", ".join(_BY_TEXT)
        raise ValueError(f"{text!r} is no promise of {known}: write for example 'p99<20ms'")
    below_us = parse_duration_us(found[2])
    if below_us < 1:
        raise ValueError(f"{text!r} leaves no time: write for example 'p99<20ms'")
    return Slo(_BY_TEXT[found[1]], below_us)


def promised(search: Search) -> Slo:
    """What a search for capacities holds contenders to. ValueError as `parse_slo`."""
    return replace(parse_slo(search.slo), unanswered=search.errors)


def is_kept(slo: Slo, measurement: Measurement) -> bool | None:
    """Whether a sample kept it: one that broke down has not. None where it cannot tell, as one that
    is void."""
    if measurement.status in (Status.FAILED, Status.ERROR):
        return False
    took = measurement.spreads.get("request_latency_ns")
    if not measurement.ok or took is None:
        return None
    saturated = measurement.figures.get("saturated", 0.0) > 0
    return slo.keeps(took, saturated, measurement.unanswered_share)


def decisive_p99_ns(measurement: Measurement) -> float | None:
    """The 99th percentile of the latency that people ask for, in ns: of a workload's probes, else of
    requests that arrive, where they are enough to tell; None without either. Of a sample that is
    saturated it is what the latency had come to, and a lower bound."""
    probes = measurement.spreads.get("probe_latency_ns")
    if probes:
        return probes.p99
    requests = measurement.spreads.get("request_latency_ns")
    return requests.p99 if requests and measurement.cell.tasks >= ENOUGH["p99"] else None
