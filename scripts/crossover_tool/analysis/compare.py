"""Two result sets, cell by cell: what became faster, what slower, what stayed, and what the
evidence does not tell."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from statistics import fmean, median

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.question import BY_LATENCY, is_by_latency
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import UsageError
from crossover_tool.host.identity import host_changes
from crossover_tool.samples.records import Header
from crossover_tool.stats.holm import holm
from crossover_tool.stats.median import Interval, median_interval
from crossover_tool.stats.evidence import MARGIN, MIN_BLOCKS, MOST_MARGIN
from crossover_tool.stats.shift import Shift, chargeable, common_shift
from crossover_tool.stats.verdict import Verdict
from crossover_tool.stats.wander import speed, wandered
from crossover_tool.stats.welch import LogDifference, log_difference

ALPHA = 0.05
"""The error rate of a comparison: over all its rows together."""

MAKESPAN = "makespan"


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
    before; `metric` is what is compared: the makespan, or the p99 of the latency where that decides
    (question.py)."""

    cell: Cell
    contender: str
    before: Interval
    after: Interval
    difference: LogDifference
    low: float
    high: float
    change: Change
    metric: str = MAKESPAN

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
    a difference within it is of no account. `shifts`: for a contender, what its controls have in
    common, where that is charged to the machine.
    """

    rows: tuple[Compared, ...]
    lost: tuple[Lost, ...]
    only_after: tuple[str, ...]
    fronts: tuple[str, ...]
    host_changes: tuple[str, ...]
    build_changes: tuple[str, ...]
    margin: float
    drift: float
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    dependent: tuple[str, ...] = ()
    """Which of the two, before and after, is of blocks that depend on one another."""
    wandered: float = 0.0
    """By how much the machine's own wandering within the runs lets two of them differ (0.08: 8 %);
    0 where that is not known."""

    @property
    def shift(self) -> Shift | None:
        """The machine's part, as most controls show it; None where none is charged to it."""
        return max(self.shifts.values(), key=lambda shift: shift.count) if self.shifts else None

    @property
    def shared(self) -> Shift | None:
        """What all contenders have in common where they are slower by more than the margin, and none
        of it is charged to the machine; else None."""
        found = common_shift([row.difference for row in self._valid])
        slower = found is not None and found.interval[0] > 1.0 + self.margin
        return found if slower and not self.shifts else None

    def count(self, change: Change) -> int:
        return sum(row.change is change for row in self.rows)

    def proven_slower(self, threshold: float) -> tuple[Compared, ...]:
        """The rows that are proven slower by more than `threshold` (0.05: 5 %) of themselves, the
        machine's part taken out, at ALPHA over all rows (Holm)."""
        least = max(threshold, self.margin)
        valid = self._valid
        own = [self.own(row) for row in valid]
        steps = holm({f"{n:06}": one.p_beyond(least) for n, one in enumerate(own)}, ALPHA)
        return tuple(
            row
            for n, (row, one) in enumerate(zip(valid, own))
            if steps[f"{n:06}"].rejected and one.mean > 0.0
        )

    def detectable(self, threshold: float) -> tuple[float, ...]:
        """For every row the smallest slowing down that `proven_slower(threshold)` would have found
        in four of five such comparisons (0.08: 8 %); infinite where it is void or has too few
        blocks. At the level of the first of Holm's steps, the strictest."""
        least = max(threshold, self.margin)
        level = ALPHA / max(1, len(self._valid))
        return tuple(
            self.own(row).detectable(least, level) if _is_valid(row) else math.inf
            for row in self.rows
        )

    def own(self, row: Compared) -> LogDifference:
        """What changed in a row of itself: without the machine's part."""
        shift = self.shifts.get(row.contender)
        return shift.out_of(row.difference) if shift else row.difference

    @property
    def _valid(self) -> list[Compared]:
        return [row for row in self.rows if _is_valid(row)]


def _is_valid(row: Compared) -> bool:
    return row.change is not Change.VOID and row.enough


def compare(
    before: Analysis, after: Analysis, alpha: float = ALPHA, untouched: Sequence[str] = ()
) -> Comparison:
    """The comparison. UsageError when the two have no contender on a cell in common.

    Two runs share no blocks, so samples are compared unpaired (Welch on logarithms), all rows
    together at `alpha` (Bonferroni: so the intervals hold together as they are printed). The margin is at least the noise floor of either
    run, and by how much the same work on an idle core took unlike time in the two: on one host a
    drift, on two the difference of their cores, and in neither case the code's doing.

    `untouched` are patterns of contenders that nobody changed (`sequential/*`): what these have in
    common is the machine's. UsageError for one that is like nobody. Without any, all other
    contenders are the controls of each.
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
    metrics = [_metric(*one) for one in met]
    differences = [
        log_difference(levelled(old, a, metric), levelled(new, b, metric))
        for (old, new, a, b), metric in zip(met, metrics)
    ]
    level = alpha / max(1, len(differences))
    rows = []
    for (old, new, a, b), metric, difference in zip(met, metrics, differences):
        low, high = difference.interval(level)
        row = Compared(
            old.cell,
            a.contender.name,
            median_interval(list(_by_block(a, metric).values())),
            median_interval(list(_by_block(b, metric).values())),
            difference,
            low,
            high,
            Change.UNRESOLVED,
            metric,
        )
        if Verdict.VOID in (old.front.verdict, new.front.verdict):
            row = replace(row, change=Change.VOID)
        elif row.enough:
            row = replace(row, change=_change(low, high, margin))
        rows.append(row)
    believed = [n for n, row in enumerate(rows) if _is_valid(row)]
    wander = wandered(
        speed([met[n][2].by_block for n in believed]), speed([met[n][3].by_block for n in believed])
    )
    return Comparison(
        rows=tuple(rows),
        lost=lost,
        only_after=tuple(_only_after(olds, news)),
        fronts=tuple(_fronts(pairs)),
        host_changes=tuple(hosts),
        build_changes=tuple(_build_changes(before.header, after.header)),
        margin=margin,
        drift=drift,
        shifts=shifts_of([rows[n] for n in believed], drift, untouched, wander),
        wandered=math.expm1(wander),
        dependent=tuple(
            name
            for name, analysis in (("before", before), ("after", after))
            if analysis.dependence.proven
        ),
    )


def shifts_of(
    rows: Sequence[Compared], drift: float, untouched: Sequence[str] = (), wandered: float = 0.0
) -> Mapping[str, Shift]:
    """Contender -> what its controls in `rows` have in common, where that is charged to the
    machine, which `wandered` so within the runs. UsageError for a pattern of `untouched` that is
    like nobody."""
    names = sorted({row.contender for row in rows})
    for pattern in untouched:
        if not any(Contender.parse(name).matches(pattern) for name in names):
            raise UsageError(
                f"no contender that both results measured is like {pattern!r}; there are: "
                f"{', '.join(names) or 'none'}"
            )
    found = {}
    for name in names:
        controls = [row.difference for row in rows if _is_control(row, name, untouched)]
        shift = chargeable(common_shift(controls), drift, bool(untouched), wandered)
        if shift:
            found[name] = shift
    return found


def _is_control(row: Compared, name: str, untouched: Sequence[str]) -> bool:
    """Whether `row` tells the machine's part in what `name` changed by."""
    if untouched:
        return any(Contender.parse(row.contender).matches(pattern) for pattern in untouched)
    return row.contender != name


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


def _metric(old: CellResult, new: CellResult, a: Measured, b: Measured) -> str:
    """The latency where that decides the cell: the makespan is then that of the last arrival."""
    decides = is_by_latency(old) and is_by_latency(new)
    return BY_LATENCY if decides and a.p99_by_block and b.p99_by_block else MAKESPAN


def _by_block(one: Measured, metric: str) -> Mapping[int, float]:
    return one.p99_by_block if metric == BY_LATENCY else one.by_block


def levelled(result: CellResult, one: Measured, metric: str = MAKESPAN) -> list[float]:
    """A contender's samples. Of one that left the run early, as they would lie at the run's level: in
    its blocks those who stayed were quicker or slower than over all of theirs."""
    mine = _by_block(one, metric)
    all_of_them = (_by_block(m, metric) for m in result.ranked)
    stayed = [theirs for theirs in all_of_them if len(theirs) > len(mine)]
    ahead = [
        fmean(math.log(theirs[block]) for block in common)
        - fmean(math.log(span) for span in theirs.values())
        for theirs in stayed
        if (common := theirs.keys() & mine.keys())
    ]
    by = math.exp(median(ahead)) if ahead else 1.0
    return [span / by for span in mine.values()]


def _change(low: float, high: float, margin: float) -> Change:
    """What an interval says. To be the same it lies within MOST_MARGIN, whatever the machine did:
    beyond, "same" would say nothing."""
    if low > 1.0 + margin:
        return Change.SLOWER
    if high < 1.0 / (1.0 + margin):
        return Change.FASTER
    within = min(margin, MOST_MARGIN)
    inside = low >= 1.0 / (1.0 + within) and high <= 1.0 + within
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
