"""The A/A control: one contender twice in each block of a cell. What differs there is noise, or
something is wrong."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from crossover_tool.stats.evidence import MARGIN, MIN_BLOCKS, Evidence, Margins, apart, cell_margin
from crossover_tool.stats.holm import holm
from crossover_tool.stats.spending import CONTROLS

HARMLESS = MARGIN / 2.0
"""A proven difference of an A/A control below 1 % cannot make a winner at a margin of 2 %. In cells
that hardly scatter (sleeping 200 ms) something of that size is provable now and then, and says
nothing against them."""


@dataclass(frozen=True)
class Control:
    """The A/A control of a cell: second over first, its interval at the level that is left for this cell,
    and whether it failed."""

    contender: str
    ratio: float
    low: float
    high: float
    failed: bool


def controls(evidence: Sequence[Evidence], share: float) -> list[Control | None]:
    """Every cell's control. It fails when its interval excludes 1, at a level corrected for the
    number of cells (Holm): at 5 % a cell, one of twenty would be VOID by chance. `share`: the part
    of the error rate that this analysis may spend.
    """
    p_values = {
        str(number): found.control.p_apart()
        for number, found in enumerate(evidence)
        if found.control and found.control.count >= MIN_BLOCKS
    }
    steps = holm(p_values, CONTROLS * share) if share > 0.0 else {}
    result: list[Control | None] = []
    for number, found in enumerate(evidence):
        pair, step = found.control, steps.get(str(number))
        if pair is None or pair.count == 0:
            result.append(None)
            continue
        low, high = pair.interval(step.level) if step else (0.0, math.inf)
        failed = bool(step and step.rejected and apart(pair) > HARMLESS)
        result.append(Control(found.data.twice, pair.ratio, low, high, failed))
    return result


def noise_floor(evidence: Sequence[Evidence]) -> float:
    """By how much two identical contenders differ here: the median over cells of |ratio of
    the A/A control - 1|; 0 without any.

    The median, so that one wild cell does not decide for the others. It falls as blocks are added;
    what does not average out (an effect of position, a drift within blocks) stays.
    """
    found = [apart(e.control) for e in evidence if e.control and e.control.count >= MIN_BLOCKS]
    return median(found) if found else 0.0


def margins(evidence: Sequence[Evidence], floor: float) -> list[Margins]:
    """Every cell's margins. To lead is a matter of the report: 2 %, or its noise `floor`. To be equal
    is one of the cell: 2 %, or what its own A/A control differs by, or the floor where it has none.
    Neither is above 5 %."""
    lead = cell_margin(floor)
    found = []
    for e in evidence:
        known = e.control is not None and e.control.count >= MIN_BLOCKS
        found.append(Margins(lead, cell_margin(apart(e.control)) if known and e.control else lead))
    return found
