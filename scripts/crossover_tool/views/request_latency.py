"""Request latency: how late requests were answered that arrived whoever was busy, at each rate."""

from collections.abc import Mapping, Sequence
from typing import Any

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.costs import Requests
from crossover_tool.charts import sweep
from crossover_tool.charts.frame import Words
from crossover_tool.charts.series import collect
from crossover_tool.charts.style import Palette
from crossover_tool.charts.sweep import Lines, times_along
from crossover_tool.plan.slo import ENOUGH, WRITTEN
from crossover_tool.stats.median import Interval
from crossover_tool.units import show
from crossover_tool.views.view import Column, SweepView, Table, View

TOO_FEW = "too few"
"""In place of a percentile for which too many requests had no answer."""


class RequestLatency(SweepView):
    """A sweep over rates: the latency from the arrival, which rises where a contender fills up."""

    name = "request_latency"
    suffix = "-latency"
    instead_of = ("makespan", "throughput", "speedup", "dispatch", "cold_start", "crossovers")
    legend = """\
- **p50 to max**: the latency, from the moment at which a request arrives to its end, whoever was
  late. A percentile is shown where there are requests enough for it.
- **refused**: the share of the requests that found the queue before the limit full; **failed**:
  that were taken, and the service behind them turned away. They have no latency.
- **generator late by**: how late 1 request in 100, or more, was let go: no contender's doing.
- **saturated**: more requests arrived than were done, all the time: there is no latency to state."""

    def applies(self) -> bool:
        return bool(self.subject.axis) and all(answering(cell) for cell in self.subject.cells)

    def finding(self) -> str:
        """`at rate 2000, 1 request in 100 takes longer than 5.4 ms (semaphore/asio) ...`, for the
        far end."""
        last = self.subject.cells[-1]
        place = self.subject.swept.say(self.subject.value(last))
        return f"at {place}, {latency_sentence(last)}"

    def draw(self, words: Words, palette: Palette) -> Any:
        """The 99th percentile against the offered rate; a line ends where one saturates."""
        group = self.subject
        series = collect(group, lambda _, measured: _p99(measured))
        values = tuple(group.value(result) for result in group.cells)
        word = f"offered {group.swept.word}, requests a second"
        scale = times_along(group.swept, values, "99th percentile of the latency", word)
        return sweep.draw(Lines(series), scale, words, palette)


class RequestLatencyOfCell(View[CellResult]):
    """The same of one cell, with its percentiles."""

    name = "request_latency_of_cell"
    of = CellResult
    order = 30  # makespans, which the last arrival bounds, say less

    def applies(self) -> bool:
        return bool(answering(self.subject))

    def finding(self) -> str:
        """`1 request in 100 takes longer than 5.4 ms (semaphore/asio) ...`."""
        return latency_sentence(self.subject)

    def tables(self) -> Sequence[Table]:
        return [latency_table(self.subject)]

    def json(self) -> Mapping[str, object]:
        return {
            "request_latency_ns": {
                measured.contender.name: {
                    name: getattr(found, name).median for name in shown_of(self.subject, found)
                }
                for measured, found in answering(self.subject)
                if not found.saturated
            },
            "saturated": [
                measured.contender.name
                for measured, found in answering(self.subject)
                if found.saturated
            ],
            "unanswered": {
                measured.contender.name: {"refused": found.refused, "failed": found.failed}
                for measured, found in answering(self.subject)
                if found.unanswered
            },
        }


def answering(result: CellResult) -> list[tuple[Measured, Requests]]:
    """Those of whom latencies are known: first who keeps up, by rising p99."""
    found = [(one, one.costs.requests) for one in result.ranked if one.costs.requests]
    return sorted(found, key=lambda one: (one[1].saturated, one[1].p99.median))


def shown_of(result: CellResult, of: Requests | None = None) -> tuple[str, ...]:
    """The percentiles that the cell has enough requests for; with `of`, that it has enough answers
    for."""
    answers = result.cell.tasks - (of.unanswered if of else 0.0)
    return tuple(name for name, least in ENOUGH.items() if answers >= least)


def latency_sentence(result: CellResult) -> str:
    """Who answers soonest, who refuses or fails how many, and who cannot keep up."""
    found = answering(result)
    full = [measured.contender.name for measured, one in found if one.saturated]
    name = "p99" if result.cell.tasks >= ENOUGH["p99"] else "p50"
    keeping = [
        (measured, one)
        for measured, one in found
        if not one.saturated and name in shown_of(result, one)
    ]
    share = "1 request in 100 takes" if name == "p99" else "half of the requests take"
    ends = [keeping[0], keeping[-1]] if len(keeping) > 1 else keeping
    said = " to ".join(
        f"{show.duration_ns(getattr(one, name).median)} ({measured.contender.name})"
        for measured, one in ends
    )
    late = [f"{share} longer than {said}"] if said else []
    unanswered = [
        f"{measured.contender.name} {show.share(one.unanswered / result.cell.tasks)}"
        for measured, one in found
        if one.unanswered
    ]
    told = (("refused or failed", unanswered), ("saturated", full))
    return "; ".join([*late, *(f"{what}: {', '.join(names)}" for what, names in told if names)])


def _told(latency: Interval, known: bool) -> str:
    return show.duration_ns(latency.median) if known else TOO_FEW


def latency_table(result: CellResult) -> Table:
    """A row a contender; a saturated one has its rate and no latency."""
    names = shown_of(result)
    sure = names[-2] if len(names) > 1 else names[-1]  # the rarest that is a percentile
    columns = [Column("contender", right=False)]
    columns += [Column(WRITTEN[name]) for name in names]
    columns += [Column(f"interval of {WRITTEN[sure]}")]
    columns += [Column("done a second"), Column("generator late by")]
    some_unanswered = any(one.unanswered for _, one in answering(result))
    columns += [Column("refused"), Column("failed")] if some_unanswered else []
    rows = []
    for measured, one in answering(result):
        cells = ["saturated"] * (len(names) + 1)
        if not one.saturated:
            known = shown_of(result, one)
            cells = [_told(getattr(one, name), name in known) for name in names]
            within: Interval = getattr(one, sure)
            low, high = show.duration_ns(within.low), show.duration_ns(within.high)
            cells.append(f"{low} to {high}" if sure in known else TOO_FEW)
        achieved = f"{one.achieved.median:,.0f}"
        late = show.duration_ns(one.late.median)
        gone = [show.share(count / result.cell.tasks) for count in (one.refused, one.failed)]
        unanswered = gone if some_unanswered else []
        rows.append((measured.contender.name, *cells, achieved, late, *unanswered))
    return Table(tuple(columns), tuple(rows), title="Latency from the arrival of a request")


def _p99(measured: Measured) -> Interval | None:
    found = measured.costs.requests
    return found.p99 if found and not found.saturated else None
