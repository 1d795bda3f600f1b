"""What the samples of one cell say before anything is claimed: who leads, and every rival's
moderated ratio to the leader."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from statistics import median

from crossover_tool.stats.centre import middle
from crossover_tool.stats.paired import LogRatio, logs_of
from crossover_tool.stats.spread import Series, moderated, scatter
from crossover_tool.stats.student import two_sided_quantile

MARGIN = 0.02
"""A difference below 2 % is of no use to a person who chooses a strategy, and below what one
machine can tell."""

MOST_MARGIN = 0.05
"""The margin of a cell is at most 5 %, however its A/A control differs: beyond, "equal" would say
nothing, and noise stands in the intervals anyway."""

FEW_BLOCKS = 6
"""Below six blocks not even six agreeing signs could reach 5 %, and a contender with two modes
shows the same one in each of three blocks every fourth time: the blocks alone cannot show their own
scatter."""

FEW_MARGIN = 0.25
"""So with few blocks a rival must lie a quarter behind before it is called slower. A factor 2
passes, a 10 % gap does not."""

SOME_BLOCKS = 9
"""Below nine blocks a single one against all the others already takes the signs' 95 %."""

SOME_MARGIN = 0.05
"""From six blocks on to nine a rival must lie 5 % behind."""

MIN_BLOCKS = 3
"""Two blocks leave one degree of freedom: nothing shows whether the spread seen is the spread there
is."""

Makespans = Mapping[str, Series]
"""Contender name -> block -> makespan."""


@dataclass(frozen=True)
class CellData:
    """The samples of a cell.

    `teams` gives each contender's strategy (its own name where it is missing); `control` holds the
    second samples of the contender `twice`, which ran twice in each block; `void` is a reason why
    the cell cannot be trusted; `late` are the blocks in which a contender has no figure, for its
    generator of requests was late (lateness.py).
    """

    makespans: Makespans
    teams: Mapping[str, str] = field(default_factory=dict)
    twice: str = ""
    control: Series = field(default_factory=dict)
    void: str = ""
    late: Mapping[str, Collection[int]] = field(default_factory=dict)

    def team(self, name: str) -> str:
        """The contender's strategy."""
        return self.teams.get(name, name)


@dataclass(frozen=True)
class Evidence:
    """The leader ("" when nothing was measured), the others' ratios to it, and the ratio of the A/A
    control, second over first."""

    data: CellData
    leader: str
    ratios: Mapping[str, LogRatio]
    control: LogRatio | None

    @property
    def siblings(self) -> set[str]:
        """The rivals of the leader's own strategy: the same on other engines."""
        team = self.data.team(self.leader)
        return {name for name in self.ratios if self.data.team(name) == team}


def leader_of(makespans: Makespans) -> str:
    """The contender to which nobody's median ratio is below 1; the name breaks an exact tie.

    The lowest median of makespans is where the search starts, and mostly ends: a block that
    disturbs all can favour somebody there, and not in the ratios. Where the ratios go round in a
    circle it ends after as many steps as there are contenders.
    """
    leader = min(makespans, key=lambda name: (median(makespans[name].values()), name), default="")
    for _ in makespans:
        below = [
            (middle(logs), name)
            for name, series in makespans.items()
            if name != leader and (logs := logs_of(series, makespans[leader]))
        ]
        least, nearest = min(below, default=(0.0, ""))
        if least >= 0.0:
            break
        leader = nearest
    return leader


def weigh(data: CellData) -> Evidence:
    leader = leader_of(data.makespans)
    cell = scatter([*data.makespans.values(), *([data.control] if data.control else [])])
    ratios = {
        name: moderated(series, data.makespans[leader], cell)
        for name, series in data.makespans.items()
        if name != leader
    }
    control = None
    if data.control and data.twice in data.makespans:
        control = moderated(data.control, data.makespans[data.twice], cell)
    return Evidence(data, leader, ratios, control)


def apart(control: LogRatio) -> float:
    """By how much the two of an A/A control differ, as a share: 0.03 for 3 %, either way."""
    return math.expm1(abs(math.log(control.ratio)))


def cell_margin(floor: float) -> float:
    """The margin where identical contenders differ by `floor`."""
    return min(max(MARGIN, floor), MOST_MARGIN)


@dataclass(frozen=True)
class Margins:
    """By how much a rival must lie behind to be called slower, and within how much it must lie to be
    called equal, as shares: 0.02 for 2 %."""

    lead: float = MARGIN
    equal: float = MARGIN


def least_lead(blocks: int, margin: float) -> float:
    """How far a rival must lie behind at least to be called slower, after `blocks` common
    blocks."""
    few = FEW_MARGIN if blocks < FEW_BLOCKS else SOME_MARGIN if blocks < SOME_BLOCKS else MARGIN
    return max(margin, few)


def p_slower(ratio: LogRatio, margin: float) -> float:
    """Two-sided p-value against "the rival is not behind by more than the margin"; 1 below
    MIN_BLOCKS."""
    if ratio.count < MIN_BLOCKS:
        return 1.0
    return ratio.p_beyond(least_lead(ratio.count, margin))


def is_equal(ratio: LogRatio, level: float, margin: float) -> bool:
    """True when the ratio's interval at `level` lies inside the margin; never below FEW_BLOCKS: who is
    slow in half of its processes shows its other side in each of three blocks too often."""
    if ratio.count < FEW_BLOCKS:
        return False
    low, high = ratio.interval(level)
    return low >= 1.0 / (1.0 + margin) and high <= 1.0 + margin


def still_needed(ratio: LogRatio, level: float, margins: Margins) -> int | None:
    """About how many more blocks would tell leader and rival apart, or prove them equal; None:
    beyond any budget.

    As if centre and scatter stayed what they are: n = (t s / (centre - margin))^2.
    """
    if ratio.count < MIN_BLOCKS:
        return MIN_BLOCKS - ratio.count
    behind = ratio.centre > math.log1p(margins.lead)
    edge = math.log1p(margins.lead if behind else margins.equal)
    room = abs(abs(ratio.centre) - edge)
    t = two_sided_quantile(level, ratio.freedom)
    scatter_of_one = ratio.error * math.sqrt(ratio.count)
    if room <= 0.0 or t * scatter_of_one / room > 32.0:
        return None  # more than 1,024 blocks: the difference lies on the margin itself
    wanted = max(math.ceil((t * scatter_of_one / room) ** 2), ratio.count + 1)
    if behind:
        wanted = max(wanted, FEW_BLOCKS)
    return wanted - ratio.count
