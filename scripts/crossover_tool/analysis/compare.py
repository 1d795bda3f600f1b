"""Two result sets, cell by cell: what became faster, what slower, what stayed, and what the
evidence does not tell."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.analyse import Analysis
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import UsageError
from crossover_tool.host.identity import host_changes
from crossover_tool.samples.records import Header
from crossover_tool.stats.holm import holm
from crossover_tool.stats.median import Interval
from crossover_tool.stats.evidence import MARGIN, MIN_BLOCKS
from crossover_tool.stats.verdict import Verdict
from crossover_tool.stats.welch import LogDifference, log_difference

ALPHA = 0.05
"""The error rate of a comparison: over all its rows together."""


class Change(str, Enum):
    """What can be said about a contender on a cell, after against before."""

    FASTER = "faster"
    SLOWER = "slower"
    SAME = "same"
    UNRESOLVED = "unresolved"
    VOID = "void"


@dataclass(frozen=True)
class Compared:
    """A contender that both results measured on a cell. [low, high] is the interval of after over
    before."""

    cell: Cell
    contender: str
    before: Interval
    after: Interval
    difference: LogDifference
    low: float
    high: float
    change: Change

    @property
    def ratio(self) -> float:
        """After over before."""
        return self.difference.ratio

    @property
    def enough(self) -> bool:
        """True when both sides have the blocks that a verdict needs."""
        return min(self.before.count, self.after.count) >= MIN_BLOCKS


@dataclass(frozen=True)
class Lost:
    """A contender that had figures before and none to believe after, and why: it failed, is void,
    or was not measured."""

    cell: Cell
    contender: str
    why: str
    measured: bool
    """False when nobody tried: the cell or the contender is not in the second results."""


@dataclass(frozen=True)
class Comparison:
    """Everything that both have, what was lost, what only the second has (cell and contender), the
    cells whose best strategies changed, what differs between the hosts and builds, and the margin:
    a difference within it is of no account.
    """

    rows: tuple[Compared, ...]
    lost: tuple[Lost, ...]
    only_after: tuple[str, ...]
    fronts: tuple[str, ...]
    host_changes: tuple[str, ...]
    build_changes: tuple[str, ...]
    margin: float
    drift: float

    def count(self, change: Change) -> int:
        """How many rows came to this."""
        return sum(row.change is change for row in self.rows)

    def proven_slower(self, threshold: float) -> tuple[Compared, ...]:
        """The rows that are proven slower by more than `threshold` (0.05: 5 %), at ALPHA over all
        rows (Holm)."""
        least = max(threshold, self.margin)
        valid = [row for row in self.rows if row.change is not Change.VOID and row.enough]
        steps = holm(
            {f"{n:06}": row.difference.p_beyond(least) for n, row in enumerate(valid)}, ALPHA
        )
        return tuple(
            row
            for n, row in enumerate(valid)
            if steps[f"{n:06}"].rejected and row.difference.mean > 0.0
        )


def compare(before: Analysis, after: Analysis, alpha: float = ALPHA) -> Comparison:
    """The comparison. UsageError when the two have no contender on a cell in common.

    Two runs share no blocks, so samples are compared unpaired (Welch on logarithms), at the levels
    that Holm's procedure leaves over all rows. The margin is at least the noise floor of either
    run, and by how much the same work on an idle core took unlike time in the two: on one host a
    drift, on two the difference of their cores, and in neither case the code's doing.
    """
    hosts = host_changes(before.header.host, after.header.host)
    drift = _drift(before.header, after.header)
    margin = max(MARGIN, drift, before.noise_floor, after.noise_floor)
    olds, news = (dict(_cells(analysis)) for analysis in (before, after))
    pairs = [(olds[key], news[key]) for key in olds if key in news]
    met = [(old, new, a, b) for old, new in pairs for a, b in _meet(old, new)]
    lost = tuple(_lost(olds, news))
    if not met and not any(one.measured for one in lost):
        raise UsageError(
            "the two results have no contender on a cell in common: there is nothing to compare"
        )
    differences = [
        log_difference(list(a.by_block.values()), list(b.by_block.values())) for _, _, a, b in met
    ]
    steps = holm({f"{n:06}": d.p_beyond(margin) for n, d in enumerate(differences)}, alpha)
    rows = []
    for number, ((old, new, a, b), difference) in enumerate(zip(met, differences)):
        low, high = difference.interval(steps[f"{number:06}"].level)
        row = Compared(
            old.cell,
            a.contender.name,
            a.makespan,
            b.makespan,
            difference,
            low,
            high,
            Change.UNRESOLVED,
        )
        if Verdict.VOID in (old.front.verdict, new.front.verdict):
            row = replace(row, change=Change.VOID)
        elif row.enough:
            row = replace(row, change=_change(low, high, margin))
        rows.append(row)
    return Comparison(
        rows=tuple(rows),
        lost=lost,
        only_after=tuple(_only_after(olds, news)),
        fronts=tuple(_fronts(pairs)),
        host_changes=tuple(hosts),
        build_changes=tuple(_build_changes(before.header, after.header)),
        margin=margin,
        drift=drift,
    )


Key = tuple[str, int]


def _cells(analysis: Analysis) -> Iterator[tuple[Key, CellResult]]:
    """Every cell under its name and how often that came before: a suite may hold a cell in two of
    its tables."""
    seen: dict[str, int] = {}
    for result in analysis.cells:
        name = result.cell.key
        yield (name, seen.setdefault(name, 0)), result
        seen[name] += 1


def _meet(old: CellResult, new: CellResult) -> Iterator[tuple[Measured, Measured]]:
    news = {measured.contender: measured for measured in new.ranked}
    for measured in old.ranked:
        if measured.contender in news:
            yield measured, news[measured.contender]


def _change(low: float, high: float, margin: float) -> Change:
    if low > 1.0 + margin:
        return Change.SLOWER
    if high < 1.0 / (1.0 + margin):
        return Change.FASTER
    inside = low >= 1.0 / (1.0 + margin) and high <= 1.0 + margin
    return Change.SAME if inside else Change.UNRESOLVED


def _lost(olds: Mapping[Key, CellResult], news: Mapping[Key, CellResult]) -> Iterator[Lost]:
    for key, old in olds.items():
        if old.front.verdict is Verdict.VOID:
            continue
        for measured in old.ranked:
            why = _why_lost(measured.contender, old, news.get(key))
            if why:
                yield Lost(old.cell, measured.contender.name, why, why != NOT_MEASURED)


NOT_MEASURED = "was not measured"


def _why_lost(contender: Contender, old: CellResult, new: CellResult | None) -> str:
    """What became of a contender that had figures; "" when it has some still, and no failure that
    it did not have before."""
    if new is None:
        return NOT_MEASURED
    if new.front.verdict is Verdict.VOID:
        return f"is void: {new.strategies.reason}"
    before = {absent.status for absent in old.absent if absent.contender == contender}
    found = [absent for absent in new.absent if absent.contender == contender]
    worse = next((absent for absent in found if absent.status not in before), None)
    if worse:
        return f"{worse.status}: {worse.reason}"
    return "" if any(m.contender == contender for m in new.ranked) else NOT_MEASURED


def _only_after(olds: Mapping[Key, CellResult], news: Mapping[Key, CellResult]) -> Iterator[str]:
    for key, new in news.items():
        known = {m.contender for m in olds[key].ranked} if key in olds else set()
        names = [m.contender.name for m in new.ranked if m.contender not in known]
        if names:
            yield f"{new.cell.label}: {', '.join(sorted(names))}"


def _fronts(pairs: list[tuple[CellResult, CellResult]]) -> Iterator[str]:
    """Where both runs name a winner and it is not the same one."""
    for old, new in pairs:
        won = [r.front.verdict is Verdict.WINNER and r.front.strategies[0] for r in (old, new)]
        if all(won) and won[0] != won[1]:
            yield f"{old.cell.label}: {won[0]} won before, {won[1]} wins after"


def _drift(before: Header, after: Header) -> float:
    """How far the same work on an idle core took unlike time in the two runs: the machine's own
    part, as a ratio - 1."""
    rates = [
        (before.rates[name], after.rates[name]) for name in before.rates if name in after.rates
    ]
    return max((math.exp(abs(math.log(now / then))) - 1.0 for then, now in rates), default=0.0)


def _build_changes(before: Header, after: Header) -> Iterator[str]:
    for name in ("compiler", "build_type", "flags", "libraries"):
        then, now = getattr(before.build, name), getattr(after.build, name)
        if then != now:
            yield f"{name} was {then!r} and is {now!r}"
    texts = before.suite.texts, after.suite.texts
    for name in sorted({*texts[0], *texts[1]}):
        then, now = texts[0].get(name), texts[1].get(name)
        if then != now:
            yield f"the text {name} was {then!r} and is {now!r}"
