"""One cell: everyone who was there, who leads, and the verdict on contenders and on
strategies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crossover_tool.analysis.contender import (
    BUSY,
    Absent,
    Measured,
    absences,
    broken,
    is_late,
    measured,
    unreliable,
)
from crossover_tool.cell import BASELINE, Cell, Contender
from crossover_tool.grouped import grouped
from crossover_tool.samples.records import Sample
from crossover_tool.suite import PlannedCell
from crossover_tool.stats.control import Control
from crossover_tool.stats.judge import CellVerdict
from crossover_tool.stats.lateness import Late
from crossover_tool.stats.median import Interval, median_interval
from crossover_tool.stats.modes import Modes, modes
from crossover_tool.stats.place import PlaceEffect
from crossover_tool.stats.verdict import Judgement, Rival, Standing, Verdict


@dataclass(frozen=True)
class Front:
    """The strategies that nothing has been proven to beat on a cell, the leader's first, and what
    that amounts to.

    One strategy is a WINNER; several are a TIE when all are proven equal, else UNRESOLVED; VOID
    says nothing.
    """

    strategies: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True)
class CellResult:
    """A cell's contenders by rising ratio to the leader, the verdict among contenders, and that among
    strategies.

    `ideal_ns` is the best that physics allows to any contender here, `limited_ideal_ns` to one that
    keeps the cell's limit; 0 when there is none. `control` is the A/A control, None where no
    contender ran twice. `ranks` are shared by those that are not told apart, by the contender's
    name. `places`: what the place in a block cost, which the order keeps from favouring anyone.
    `modes`: the contenders some of whose processes are a lot slower than the others, by name.
    `broken`: how many of a contender's processes broke down, by name, where some did; those of whom
    too many did are `unreliable` and ranked with nobody.
    `baselines` are no choice: they are ranked with nobody and judged by goals alone.
    `title` is the question that the suite asks with it, `family` the kind of work, "" where it does
    not say. `lateness`: of each contender, where any generator of requests was late, in how many of
    its samples.
    """

    number: int
    cell: Cell
    group: int
    chart: str
    ranked: tuple[Measured, ...]
    absent: tuple[Absent, ...]
    judgement: Judgement
    strategies: Judgement
    front: Front
    ideal_ns: float
    limited_ideal_ns: float
    control: Control | None = None
    ranks: Mapping[str, int] = field(default_factory=dict)
    places: tuple[PlaceEffect, ...] = ()
    modes: Mapping[str, Modes] = field(default_factory=dict)
    baselines: tuple[Measured, ...] = ()
    title: str = ""
    family: str = ""
    broken: Mapping[str, int] = field(default_factory=dict)
    unreliable: tuple[Measured, ...] = ()
    lateness: Mapping[str, Late] = field(default_factory=dict)

    @property
    def server_bound(self) -> tuple[Measured, ...]:
        """The contenders under which the server was busy for most of the makespan: its speed, not
        theirs, decided."""
        return tuple(m for m in self.ranked if m.server_share > BUSY)

    @property
    def refused(self) -> tuple[str, ...]:
        """The strategies that a service turned away under every engine here: that they cannot carry
        the cell is a result."""
        done = {m.contender.strategy for m in self.ranked}
        turned_away = (a.contender.strategy for a in self.absent if a.status == "failed")
        return tuple(dict.fromkeys(strategy for strategy in turned_away if strategy not in done))

    def best_of(self, strategy: str) -> Measured | None:
        return next((m for m in self.ranked if m.contender.strategy == strategy), None)

    def rival(self, contender: Contender) -> Rival | None:
        """How a contender stands to the leader; None for the leader itself."""
        return next(
            (rival for rival in self.judgement.rivals if rival.name == contender.name), None
        )

    def ratio(self, contender: Measured) -> float:
        """How many times the leader's makespan, or latency where that decides, the contender's is,
        block by block as the verdict has it; its median over the first one's where that has no
        ratio."""
        if contender.contender.name == self.judgement.leader:
            return 1.0
        rival = self.rival(contender.contender)
        if rival and rival.blocks:
            return rival.ratio
        return contender.decides_median / self.ranked[0].decides_median

    def per_task(self, contender: Measured) -> Interval:
        """Nanoseconds a task: the contender's makespan over the number of tasks."""
        span, tasks = contender.makespan, self.cell.tasks
        return Interval(
            span.median / tasks, span.low / tasks, span.high / tasks, span.count, span.coverage
        )

    def speedup(self, contender: Measured) -> Interval | None:
        """Sequential's makespan over the contender's, block by block; None when they share no
        block."""
        plain = self.best_of("sequential")
        if plain is None:
            return None
        common = sorted(set(plain.by_block) & set(contender.by_block))
        ratios = [plain.by_block[block] / contender.by_block[block] for block in common]
        return median_interval(ratios) if ratios else None


def analyse_cell(
    number: int,
    described: PlannedCell,
    samples: Sequence[Sample],
    verdict: CellVerdict,
    places: tuple[PlaceEffect, ...] = (),
) -> CellResult:
    """The result of the header's cell `number`, `described` there, from its samples and the verdict
    on it."""
    cell = described.cell
    own = [sample for sample in samples if not sample.control]
    by_contender = grouped(own, lambda sample: sample.contender)
    found = [measured(contender, theirs) for contender, theirs in by_contender.items()]
    rising = _rising([m for m in found if m], verdict.contenders)
    broken_down = unreliable(samples)
    reliable = [m for m in rising if m.contender not in broken_down]
    ranked = [m for m in reliable if m.contender.strategy != BASELINE]
    absent = [
        reason
        for contender in by_contender
        for reason in absences(contender, [one for one in samples if one.contender == contender])
    ]
    return CellResult(
        number=number,
        cell=cell,
        group=described.group,
        chart=described.chart,
        ranked=tuple(ranked),
        absent=tuple(sorted(absent, key=lambda a: (a.status, a.contender.name))),
        judgement=verdict.contenders,
        strategies=verdict.strategies,
        front=front(verdict.strategies),
        ideal_ns=min((m.ideal_ns for m in ranked), default=0.0),
        limited_ideal_ns=min((m.ideal_ns for m in ranked if m.limit == cell.limit), default=0.0),
        control=verdict.control,
        ranks=verdict.ranks(),
        places=places,
        modes=modes({m.contender.name: m.by_block for m in ranked}),
        baselines=tuple(m for m in reliable if m.contender.strategy == BASELINE),
        title=described.title,
        family=described.family,
        unreliable=tuple(m for m in rising if m.contender in broken_down),
        broken={
            one.name: count for one, theirs in by_contender.items() if (count := broken(theirs))
        },
        lateness=_lateness(samples),
    )


def _rising(found: Sequence[Measured], among: Judgement) -> list[Measured]:
    """The leader, then the others by their ratios to it: medians over different blocks, as of who
    left a run early, tell the machine's hours as well. By those where there is no ratio."""
    ratios = {rival.name: rival.ratio for rival in among.rivals if rival.blocks}
    lead = next((m.decides_median for m in found if m.contender.name == among.leader), 1.0)

    def key(one: Measured) -> tuple[bool, float, str]:
        name = one.contender.name
        return name != among.leader, ratios.get(name, one.decides_median / lead), name

    return sorted(found, key=key)


def _lateness(samples: Sequence[Sample]) -> dict[str, Late]:
    """Of everyone who was measured, controls too; nothing where no generator was late."""
    taken = [one for one in samples if one.ok or is_late(one)]
    if not any(map(is_late, taken)):
        return {}
    of = grouped(taken, lambda one: one.contender.name)
    return {name: Late(sum(map(is_late, theirs)), len(theirs)) for name, theirs in of.items()}


def front(among: Judgement) -> Front:
    """The unbeaten strategies of a judgement among strategies, in the order of their ratios."""
    if among.verdict is Verdict.VOID or not among.leader:
        return Front((), among.verdict)
    unbeaten = [rival for rival in among.rivals if rival.standing is not Standing.BEATEN]
    names = [among.leader, *(rival.name for rival in unbeaten)]
    strategies = tuple(dict.fromkeys(Contender.parse(name).strategy for name in names))
    return Front(strategies, among.verdict)
