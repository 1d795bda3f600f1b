"""Capacity: the highest rate at which each contender keeps what requests are promised, and who
bears most."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from math import isinf

from crossover_tool.analysis.capacity_found import CapacitiesFound, capacities_found
from crossover_tool.analysis.finding import listed
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.capacity_rows import CapacityRow, draw_capacities
from crossover_tool.charts.frame import Words
from crossover_tool.charts.page.capacity_drawing import capacity_drawing
from crossover_tool.stats.capacity import Capacity
from crossover_tool.stats.capacity_regret import CapacityRegret, CapacityVerdict
from crossover_tool.stats.verdict import Verdict
from crossover_tool.units import show
from crossover_tool.units.finite import finite
from crossover_tool.views.view import Chart, Column, Drawing, Table, View, in_both, there

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
- **proven to hold**, **to break**: up to the one more than half of the samples keep it, and from
  the other on fewer do. All that a search says of its contenders is right together in 95 of 100.
- **regret** (on capacity): the largest capacity over one's own, with what the proven ends make of
  it. **good enough**, **behind**: the whole of that within the margin, or beyond it; else open."""

    @cached_property
    def found(self) -> CapacitiesFound | None:
        """What the search has shown; None where it was none."""
        return capacities_found(self.subject, self.analysis.header.protocol)

    def finding(self) -> str:
        """`p99 < 20 ms is kept up to 3,120/s by semaphore/asio, 2,100/s by gather/asio: semaphore
        wins and bears 1.49x what gather does (1.31x to 1.68x)`."""
        found = there(self.found)
        said = [f"{rate_text(one)} by {n}" for n, one in found.capacities.items() if is_known(one)]
        if not said:
            return f"{found.promise}: no capacity is known yet, too few samples told anything"
        more = f" and {len(said) - FEW} more" if len(said) > FEW else ""
        kept = f"{found.promise} is kept up to {', '.join(said[:FEW])}{more}"
        return f"{kept}: {_said(found.decisive)}" if len(found.capacities) > 1 else kept

    def charts(self) -> Sequence[Chart]:
        found, rows = there(self.found), self._rows()
        if not rows:
            return []
        setting = f"the highest rate at which {found.promise} is kept, {self.subject.setting}"
        legend = (
            "A point: half of the samples keep the promise; its bar: what is proven, of all together "
            "in 95 of 100 searches; an arrow: beyond."
        )
        title = f"{found.promise}: {_said(found.decisive)}" if len(rows) > 1 else self.finding()
        words = Words(title, setting, (legend, self.machine()))
        return [in_both("-capacity", words, partial(draw_capacities, rows))]

    def drawings(self) -> Sequence[Drawing]:
        said = self.finding()
        return [Drawing(said, lambda: capacity_drawing(self._rows(), said))]

    def _rows(self) -> list[CapacityRow]:
        """Of those of whom anything is known."""
        return [
            CapacityRow(name, one.rate, one.low, one.high, rate_text(one))
            for name, one in there(self.found).capacities.items()
            if is_known(one)
        ]

    def tables(self) -> Sequence[Table]:
        found = there(self.found)
        headings = ("capacity", "proven to hold", "proven to break", "regret", "its interval")
        columns = [Column("contender", right=False), *map(Column, headings)]
        columns += [Column("", right=False), Column("samples")]
        rows = tuple(
            (
                name,
                *(rate_text(one), _proven(one.low), _proven(one.high)),
                *_regret_texts(found.contenders.regrets[name]),
                str(found.trials[name]),
            )
            for name, one in found.capacities.items()
        )
        return [Table(tuple(columns), rows, title=f"Capacity at {found.promise}")]

    def json(self) -> Mapping[str, object]:
        found = there(self.found)
        return {
            "capacity": {
                name: _contender_json(one, found.contenders.regrets[name], found.trials[name])
                for name, one in found.capacities.items()
            },
            "capacity_verdict": {
                "promise": found.promise,
                "margin": found.contenders.margin,
                "contenders": _verdict_json(found.contenders),
                "choices": _verdict_json(found.choices),
            },
        }


def is_known(found: Capacity) -> bool:
    return (found.rate, found.low, found.high) != (None, None, None)


def rate_text(found: Capacity) -> str:
    """`3,120/s`, or the end beyond which it lies."""
    if found.rate is not None:
        return f"{found.rate:,.0f}/s"
    if found.low is not None:
        return f"at least {found.low:,}/s"
    return f"less than {found.high:,}/s" if found.high is not None else "unknown"


def _proven(rate: int | None) -> str:
    return "none" if rate is None else f"{rate:,}/s"


def _said(found: CapacityVerdict) -> str:
    """What is proven: who wins and by how much, who tie, or that they are not told apart."""
    if found.verdict is Verdict.WINNER:
        others = {name: one for name, one in found.regrets.items() if name != found.leader}
        nearest = min(others, key=lambda name: (others[name].low, name))
        return f"{found.leader} wins and bears {_times(others[nearest], nearest)}"
    if found.verdict is Verdict.TIE:
        return f"{listed(found.front)} tie within {show.percent(found.margin)}"
    return f"{listed(found.front)} are not told apart"


def _times(regret: CapacityRegret, name: str) -> str:
    """`1.49x what gather does (1.31x to 1.68x)`, or `at least 1.31x what gather does`."""
    if regret.value is None or isinf(regret.high):
        return f"at least {show.ratio(regret.low)} what {name} does"
    ends = f"{show.ratio(regret.low)} to {show.ratio(regret.high)}"
    return f"{show.ratio(regret.value)} what {name} does ({ends})"


def _regret_texts(regret: CapacityRegret) -> tuple[str, str, str]:
    value = "unknown" if regret.value is None else show.ratio(regret.value)
    high = "any" if isinf(regret.high) else show.ratio(regret.high)
    return value, f"{show.ratio(regret.low)} to {high}", regret.proven.value


def _regret_json(regret: CapacityRegret) -> dict[str, object]:
    ends = finite({"regret_low": regret.low, "regret_high": regret.high})
    return {"regret": regret.value, **ends, "class": regret.proven.value}


def _contender_json(one: Capacity, regret: CapacityRegret, trials: int) -> dict[str, object]:
    ends = {"rate": one.rate, "low": one.low, "high": one.high, "samples": trials}
    return {**ends, **_regret_json(regret)}


def _verdict_json(found: CapacityVerdict) -> Mapping[str, object]:
    return {
        "verdict": found.verdict.value,
        "leader": found.leader,
        "front": list(found.front),
        "regrets": {name: _regret_json(one) for name, one in found.regrets.items()},
    }
