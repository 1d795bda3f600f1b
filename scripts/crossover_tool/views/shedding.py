"""Shedding: what a line that has an end saves and costs, beside the same cell with an endless
one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.costs import Requests
from crossover_tool.analysis.finding import listed
from crossover_tool.cell import Cell
from crossover_tool.plan.slo import ENOUGH, WRITTEN
from crossover_tool.stats.median import Interval
from crossover_tool.units import show
from crossover_tool.views.request_latency import answering
from crossover_tool.views.view import Column, Table, View

QUEUE = "queue"
BEATS, NEEDLESS, OPEN = "beats queueing", "is not needed", "not told apart"


@dataclass(frozen=True)
class Shed:
    """A contender on a cell with room for `queue` in line: its requests there, and `endless` those
    on the same cell without a bound. `without` is that cell."""

    without: Cell
    contender: str
    queue: int
    bounded: Requests
    endless: Requests

    @property
    def percentile(self) -> str:
        """The rarest of p50 and p99 that both have answers enough for."""
        most = max(self.bounded.unanswered, self.endless.unanswered)
        return "p99" if self.without.tasks - most >= ENOUGH["p99"] else "p50"

    def latency(self, of: Requests) -> Interval | None:
        """None where it is saturated."""
        return None if of.saturated else getattr(of, self.percentile)

    @property
    def verdict(self) -> str:
        """Whether those that were let in were answered sooner for it, beyond both intervals; it is
        not needed where nobody was turned away."""
        if not self.bounded.unanswered:
            return NEEDLESS
        mine, others = self.latency(self.bounded), self.latency(self.endless)
        if mine is not None and (others is None or mine.high < others.low):
            return BEATS
        return OPEN

    @property
    def text(self) -> str:
        """`semaphore/asio (p99 16 ms and 21 % unanswered, else saturated)`."""
        mine, others = (_told(self.latency(one)) for one in (self.bounded, self.endless))
        share = show.share(self.bounded.unanswered / max(1, self.without.tasks))
        which = WRITTEN[self.percentile]
        return f"{self.contender} ({which} {mine} and {share} unanswered, else {others})"


class Shedding(View[Analysis]):
    """The run: cells with a rate that were measured with and without a bound of their line."""

    name = "shedding"
    of = Analysis
    order = 45
    legend = """\
- **shedding**: with `queue` only so many requests may stand in line before the limit, and who finds
  it full is turned away at once. It *beats queueing* where those that were let in were answered
  sooner than with an endless line, beyond the intervals of both; it *is not needed* where nobody
  was turned away."""

    def sentences(self) -> Sequence[str]:
        """For each cell and line: for whom shedding beats queueing, or that it does for nobody."""
        places = dict.fromkeys((one.without, one.queue) for one in self.found)
        return [self._said(*place) for place in places]

    def tables(self) -> Sequence[Table]:
        """A row a contender and line."""
        columns = (
            Column("shedding", right=False),
            Column("contender", right=False),
            Column("queue"),
            *(Column("latency"), Column("unanswered"), Column("latency with an endless line")),
            Column("shedding here", right=False),
        )
        return [Table(columns, tuple(_row(one) for one in self.found), details=True)]

    def json(self) -> Mapping[str, object]:
        return {
            "shedding": [
                {
                    "cell": one.without.key,
                    "contender": one.contender,
                    "queue": one.queue,
                    "percentile": one.percentile,
                    "latency_ns": _middle(one.latency(one.bounded)),
                    "endless_latency_ns": _middle(one.latency(one.endless)),
                    "unanswered": one.bounded.unanswered,
                    "verdict": one.verdict,
                }
                for one in self.found
            ]
        }

    @cached_property
    def found(self) -> Sequence[Shed]:
        """Every contender on every cell with a bound that was measured without one as well."""
        all_of = {
            result.cell: {measured.contender.name: told for measured, told in answering(result)}
            for result in self.subject.cells
        }
        found = []
        for cell, bounded in all_of.items():
            queue = dict(cell.params).get(QUEUE)
            if not isinstance(queue, int):
                continue
            without = replace(cell, params=tuple(one for one in cell.params if one[0] != QUEUE))
            endless = all_of.get(without, {})
            found += [
                Shed(without, name, queue, told, endless[name])
                for name, told in bounded.items()
                if name in endless
            ]
        return found

    def _said(self, without: Cell, queue: int) -> str:
        here = [one for one in self.found if (one.without, one.queue) == (without, queue)]
        place = f"{without.setting}, limit {without.limit:,}, {queue:,} in line"
        texts = [one.text for one in here if one.verdict == BEATS]
        if texts:
            return f"{place}: shedding beats queueing for {listed(texts)}"
        if all(one.verdict == NEEDLESS for one in here):
            return f"{place}: nobody is turned away"
        return f"{place}: shedding is not proven to beat queueing for anybody"


def _row(one: Shed) -> tuple[str, ...]:
    share = show.share(one.bounded.unanswered / max(1, one.without.tasks))
    mine, others = (_told(one.latency(told)) for told in (one.bounded, one.endless))
    place = f"{one.without.setting}, limit {one.without.limit:,}"
    return (place, one.contender, f"{one.queue:,}", mine, share, others, one.verdict)


def _told(latency: Interval | None) -> str:
    return "saturated" if latency is None else show.duration_ns(latency.median)


def _middle(latency: Interval | None) -> float | None:
    return None if latency is None else latency.median
