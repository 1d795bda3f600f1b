"""Capacity: the highest rate at which each contender keeps what requests are promised."""

from collections.abc import Mapping, Sequence

from crossover_tool.analysis.group import GroupResult
from crossover_tool.plan.slo import WRITTEN, Slo, promised
from crossover_tool.stats.capacity import Capacity, Tally, capacity
from crossover_tool.units import show
from crossover_tool.views.view import Column, Table, View

RATE = "rate"
FEW = 4
"""So many contenders are named one by one in the finding; the table has all."""


class Capacities(View[GroupResult]):
    """A sweep over rates in a run that searched capacities."""

    name = "capacity"
    of = GroupResult
    order = 20
    legend = """\
- **capacity**: the rate at which half of the samples keep the promise, by the fit over all that
  never rises with the rate.
- **proven to hold**, **to break**: the highest rate at which more than half of the samples keep it,
  and the lowest at which fewer do; both are right in 95 of 100 searches."""

    def applies(self) -> bool:
        """See View."""
        return self.subject.axis == RATE and self._slo() is not None and bool(self._found())

    def finding(self) -> str:
        """`p99 < 20 ms is kept up to 3,120/s by semaphore/asio, 2,100/s by gather/asio`."""
        said = [f"{_rate(found)} by {name}" for name, found, _ in self._found()]
        more = f" and {len(said) - FEW} more" if len(said) > FEW else ""
        return f"{self._promise()} is kept up to {', '.join(said[:FEW])}{more}"

    def tables(self) -> Sequence[Table]:
        """See View."""
        headings = ("capacity", "proven to hold", "proven to break", "samples")
        columns = (Column("contender", right=False), *map(Column, headings))
        rows = tuple(
            (name, _rate(found), _proven(found.low), _proven(found.high), str(trials))
            for name, found, trials in self._found()
        )
        return [Table(columns, rows, title=f"Capacity at {self._promise()}")]

    def json(self) -> Mapping[str, object]:
        """See View."""
        return {
            "capacity": {
                name: {"rate": found.rate, "low": found.low, "high": found.high, "samples": trials}
                for name, found, trials in self._found()
            }
        }

    def _slo(self) -> Slo | None:
        search = self.analysis.header.protocol.search
        return promised(search) if search and search.slo else None

    def _promise(self) -> str:
        slo = self._slo()
        if slo is None:
            return ""
        lost = f" with at most {100 * slo.errors:g} % refused or failed" if slo.errors else ""
        return f"{WRITTEN[slo.percentile]} < {show.duration_us(slo.below_us)}{lost}"

    def _found(self) -> list[tuple[str, Capacity, int]]:
        """Each contender with its capacity and its number of samples; who bears most is first."""
        slo = self._slo()
        tallies: dict[str, dict[int, Tally]] = {}
        for result in self.subject.cells if slo else ():
            for measured in result.ranked:
                requests = measured.costs.requests
                for one in requests.each if requests and slo else ():
                    mine = tallies.setdefault(measured.contender.name, {})
                    rate = self.subject.value(result)
                    kept = slo is not None and slo.keeps(one.latency_ns, one.saturated, one.lost)
                    mine[rate] = mine.get(rate, Tally()).with_one(kept)
        found = [
            (name, capacity(mine), sum(one.trials for one in mine.values()))
            for name, mine in tallies.items()
        ]
        return sorted(found, key=lambda one: -_order(one[1]))


def _order(found: Capacity) -> float:
    return found.rate if found.rate is not None else float(found.low or 0)


def _rate(found: Capacity) -> str:
    if found.rate is not None:
        return f"{found.rate:,.0f}/s"
    if found.low is not None:
        return f"at least {found.low:,}/s"
    return f"less than {found.high:,}/s" if found.high is not None else "unknown"


def _proven(rate: int | None) -> str:
    return "none" if rate is None else f"{rate:,}/s"
