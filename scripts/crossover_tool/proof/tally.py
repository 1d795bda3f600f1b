"""What a simulated run got right and wrong."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

from crossover_tool.proof.design import Design, names
from crossover_tool.proof.noise import Noise, Scenario
from crossover_tool.proof.world import World, second
from crossover_tool.stats.dependence import dependence
from crossover_tool.stats.evidence import MARGIN
from crossover_tool.stats.judge import CellVerdict
from crossover_tool.stats.spending import PAIR
from crossover_tool.stats.spread import moderated, scatter
from crossover_tool.stats.verdict import Judgement, Standing, Verdict

Kind = Callable[[Sequence[str]], list[float]]
"""The truth of a cell: from the side of each contender, which is its strategy, to its makespan. The
first side is the best."""

TIE = 0.025
"""Whoever names a winner over somebody who is nearer than this is wrong: the margin, and what a
report rounds away."""


def _by_side(sides: Sequence[str], value: Callable[[int], float]) -> list[float]:
    """The same for all engines of a side, by the side's place."""
    order = list(dict.fromkeys(sides))
    return [value(order.index(side)) for side in sides]


def factor_two(sides: Sequence[str]) -> list[float]:
    """The best is twice as fast as the next."""
    return _by_side(sides, lambda place: 1.0 if place == 0 else 1.8 + 0.2 * place)


def tenth(sides: Sequence[str]) -> list[float]:
    """Each is 10 % slower than the one before."""
    return _by_side(sides, lambda place: 1.1**place)


def pair(sides: Sequence[str]) -> list[float]:
    """All engines of the best and one of the next are equal, the others far behind: who leads,
    leads by luck."""
    values = factor_two(sides)
    values[second(sides)] = 1.0
    return values


def edge(sides: Sequence[str]) -> list[float]:
    """As `pair`, and the rival lies behind by the margin exactly: the truth under which a false
    winner is likeliest."""
    values = pair(sides)
    values[second(sides)] = 1.0 + MARGIN
    return values


def beside(sides: Sequence[str]) -> list[float]:
    """As `edge`, and the rival lies beyond what is taken for a tie: to call it one would be wrong."""
    values = pair(sides)
    values[second(sides)] = 1.001 + TIE
    return values


def all_equal(sides: Sequence[str]) -> list[float]:
    """All the same."""
    return [1.0] * len(sides)


def run(design: Design, kinds: Sequence[Kind], scenario: Scenario, seed: int) -> Counter[str]:
    """One simulated run, counted; the cells take `kinds` in turn, from another one on in each run.

    Counts of reports: `reports`; `false`, that name a false winner; `voided`, that call a sound cell
    VOID; `warned`, that call their blocks dependent.
    Counts of cells: `untied`, that call a pair equal which is not, by more than the margin that they
    state; `tied`, whose verdict is TIE; by the name of their kind, and of those that `named` the best; `cells`, and
    those in which the best was called slower (`excluded`); `intervals`, and those that `covered`
    the truth; `modes`, those in which a contender is said to have two modes.
    """
    chosen = [kinds[(cell + seed) % len(kinds)] for cell in range(design.cells)]
    truth = [kind(design.sides(cell)) for cell, kind in enumerate(chosen)]
    world = World(design, truth, scenario, seed)
    verdicts = world.run()
    count: Counter[str] = Counter(reports=1)
    flags: Counter[str] = Counter()
    for cell, (kind, values, verdict) in enumerate(zip(chosen, truth, verdicts)):
        sides = design.sides(cell)
        right = _winner(design, cell, _judged(verdict)) == sides[0]
        actual = _Truth(design, cell, values, world.noise)
        flags.update(
            false=actual.false_winner(_judged(verdict)),
            voided=verdict.strategies.verdict is Verdict.VOID,
        )
        count.update({kind.__name__: 1, f"{kind.__name__} named": int(right)})
        count.update(untied=actual.false_tie(verdict), tied=_judged(verdict).verdict is Verdict.TIE)
        count.update(cells=1, excluded=_excluded(design, cell, verdict, values, actual))
        count.update(intervals=1, covered=_covers(design, cell, verdict, actual))
        count.update(modes=bool(verdict.modes()))
    warned = dependence([data.makespans for data in world.data()]).proven
    return (
        count + Counter({name: 1 for name, seen in flags.items() if seen}) + Counter(warned=warned)
    )


@dataclass(frozen=True)
class _Truth:
    """What is true of a cell by the estimand: medians of ratios, which its noise may shift."""

    design: Design
    cell: int
    values: Sequence[float]
    noise: Noise

    def ratio(self, rival: int, leader: int) -> float:
        """The true median ratio of two contenders, by their places."""
        level = log(self.values[rival] / self.values[leader])
        return exp(level + self.noise.median_ratio(self.cell, rival, leader))

    def place(self, name: str) -> int:
        """The place of a contender."""
        return names(self.design.teams[self.cell]).index(name)

    def false_winner(self, judged: Judgement) -> bool:
        """True when a winner is named although a contender of another side is nearer than TIE."""
        if judged.verdict is not Verdict.WINNER:
            return False
        sides, leader = self.design.sides(self.cell), self.place(judged.leader)
        others = [place for place, side in enumerate(sides) if side != sides[leader]]
        near = [p for p in others if self.values[p] <= self.values[leader] * (1.0 + TIE)]
        return any(self.ratio(place, leader) <= 1.0 + TIE for place in near)

    def false_tie(self, verdict: CellVerdict) -> bool:
        """True when a rival is called equal whose true ratio lies outside the margin stated."""
        judged = verdict.contenders
        edge = log(1.0 + verdict.margins.equal)
        return judged.verdict is not Verdict.VOID and any(
            abs(log(self.ratio(self.place(rival.name), self.place(judged.leader)))) > edge + 1e-9
            for rival in judged.rivals
            if rival.standing is Standing.EQUAL
        )


def _judged(verdict: CellVerdict) -> Judgement:
    """The verdict on strategies, or on contenders in a cell of one strategy: what a report's titles
    say."""
    return verdict.strategies if verdict.strategies.rivals else verdict.contenders


def _winner(design: Design, cell: int, judged: Judgement) -> str:
    """The side that is named; "" when none is."""
    if judged.verdict is not Verdict.WINNER:
        return ""
    return design.sides(cell)[names(design.teams[cell]).index(judged.leader)]


def _excluded(
    design: Design, cell: int, verdict: CellVerdict, values: Sequence[float], actual: _Truth
) -> bool:
    """True when all contenders that nobody beats are called slower, and the leader is not truly
    better than they."""
    known = names(design.teams[cell])
    best = {name for name, value in zip(known, values) if value == min(values)}
    slower = {
        rival.name for rival in verdict.contenders.rivals if rival.standing is Standing.BEATEN
    }
    if not best <= slower:
        return False
    leader = actual.place(verdict.contenders.leader)
    return any(actual.ratio(actual.place(name), leader) <= 1.0 + TIE for name in best)


def _covers(design: Design, cell: int, verdict: CellVerdict, actual: _Truth) -> bool:
    """Whether the interval of the last contender against the first, a pair fixed beforehand, covers
    their true ratio.

    At the level at which that analysis judges pairs: over the analyses the intervals that miss are
    5 % together, whichever settles the cell.
    """
    samples, known = verdict.data, names(design.teams[cell])
    first, last = samples.makespans[known[0]], samples.makespans[known[-1]]
    spread = scatter([*samples.makespans.values(), samples.control])
    low, high = moderated(last, first, spread).interval(max(1e-9, PAIR * verdict.part))
    return low <= actual.ratio(len(known) - 1, 0) <= high
