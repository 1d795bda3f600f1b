"""What the samples of one cell say before anything is claimed: who leads, and every rival's
moderated ratio to the leader."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from crossover_tool.stats.paired import LogRatio
from crossover_tool.stats.spread import Series, moderated, scatter
from crossover_tool.stats.student import two_sided_quantile

MARGIN = 0.02
"""A difference below 2 % is of no use to a person who chooses a model, and below what one machine
can tell."""

FEW_BLOCKS = 6
"""Below six blocks not even six agreeing signs could reach 5 %, and a contender with two modes
shows the same one in each of three blocks every fourth time: the blocks alone cannot show their own
scatter."""

FEW_MARGIN = 0.25
"""So with few blocks a rival must lie a quarter behind before it is called slower. A factor 2
passes, a 10 % gap does not."""

MIN_BLOCKS = 3
"""Two blocks leave one degree of freedom: nothing shows whether the spread seen is the spread there
is."""

Makespans = Mapping[str, Series]
"""Contender name -> block -> makespan."""


@dataclass(frozen=True)
class CellData:
    """The samples of a cell.

    `teams` gives each contender's strategy (its own name where it is missing); `control` holds the
    second samples of the contender `twin`, which ran twice in each block; `void` is a reason why
    the cell cannot be trusted.
    """

    makespans: Makespans
    teams: Mapping[str, str] = field(default_factory=dict)
    twin: str = ""
    control: Series = field(default_factory=dict)
    void: str = ""

    def team(self, name: str) -> str:
        """The contender's strategy."""
        return self.teams.get(name, name)


@dataclass(frozen=True)
class Evidence:
    """The leader (lowest median; "" when nothing was measured), the others' ratios to it, and the
    ratio of the twins."""

    data: CellData
    leader: str
    ratios: Mapping[str, LogRatio]
    twins: LogRatio | None

    @property
    def siblings(self) -> set[str]:
        """The rivals of the leader's own strategy: the same model on other engines."""
        team = self.data.team(self.leader)
        return {name for name in self.ratios if self.data.team(name) == team}


def leader_of(makespans: Makespans) -> str:
    """The contender with the lowest median; the name breaks an exact tie."""
    return min(makespans, key=lambda name: (median(makespans[name].values()), name), default="")


def weigh(data: CellData) -> Evidence:
    """The evidence in a cell's samples."""
    leader = leader_of(data.makespans)
    cell = scatter([*data.makespans.values(), *([data.control] if data.control else [])])
    ratios = {
        name: moderated(series, data.makespans[leader], cell)
        for name, series in data.makespans.items()
        if name != leader
    }
    twins = None
    if data.control and data.twin in data.makespans:
        twins = moderated(data.control, data.makespans[data.twin], cell)
    return Evidence(data, leader, ratios, twins)


def margin(blocks: int, noise_floor: float) -> float:
    """How far a rival must lie behind at least to be called slower, after `blocks` common
    blocks."""
    return max(MARGIN, noise_floor, FEW_MARGIN if blocks < FEW_BLOCKS else 0.0)


def tie_margin(noise_floor: float) -> float:
    """How near a rival must lie to be called equal."""
    return max(MARGIN, noise_floor)


def p_slower(ratio: LogRatio, noise_floor: float) -> float:
    """Two-sided p-value against "the rival is not behind by more than the margin"; 1 below
    MIN_BLOCKS."""
    if ratio.count < MIN_BLOCKS:
        return 1.0
    return ratio.p_beyond(margin(ratio.count, noise_floor))


def is_equal(ratio: LogRatio, level: float, noise_floor: float) -> bool:
    """True when the ratio's interval at `level` lies inside the margin of a tie."""
    if ratio.count < MIN_BLOCKS:
        return False
    low, high = ratio.interval(level)
    edge = 1.0 + tie_margin(noise_floor)
    return low >= 1.0 / edge and high <= edge


def still_needed(ratio: LogRatio, level: float, noise_floor: float) -> int | None:
    """About how many more blocks would tell leader and rival apart, or prove them equal; None:
    beyond any budget.

    As if mean and scatter stayed what they are: n = (t s / (mean - margin))^2.
    """
    if ratio.count < MIN_BLOCKS:
        return MIN_BLOCKS - ratio.count
    edge = math.log1p(tie_margin(noise_floor))
    room = abs(abs(ratio.mean) - edge)
    t = two_sided_quantile(level, ratio.freedom or ratio.count - 1.0)
    scatter_of_one = ratio.error * math.sqrt(ratio.count)
    if room <= 0.0 or t * scatter_of_one / room > 32.0:
        return None  # more than 1,024 blocks: the difference lies on the margin itself
    wanted = max(math.ceil((t * scatter_of_one / room) ** 2), ratio.count + 1)
    if ratio.mean > edge:
        wanted = max(wanted, FEW_BLOCKS)
    return wanted - ratio.count
