"""What the verdicts promise, as rates that a simulation can measure."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from statistics import NormalDist

from crossover_tool.bench.binary import Bench
from crossover_tool.proof import crossover_proof, gates, more_blocks, regrets, tally
from crossover_tool.proof.design import BUDGET_ROUNDS, QUICK_ROUNDS, Design, shipped
from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.tally import all_equal, beside, edge, factor_two, pair, tenth

Run = Callable[[Scenario, int], Counter[str]]
"""One simulated run under a noise, by its seed, counted."""


@dataclass(frozen=True)
class Plan:
    """What is simulated, and how many runs of it there are for each that was asked for: the longer
    a run takes and the more cells it has, the fewer."""

    run: Run
    share: float
    what: str = ""


def plans(bench: Bench) -> dict[str, Plan]:
    """The plans, on the suites that are shipped as `bench` would run them on two cores, and on designs of our own."""
    quick, full = shipped("quick", bench, QUICK_ROUNDS), shipped("full", bench, BUDGET_ROUNDS)

    def report(design: Design, *kinds: tally.Kind) -> Run:
        return partial(tally.run, design, kinds)

    return {
        "quick": Plan(report(quick, pair, factor_two), 1.0, quick.sentence),
        "quick ties": Plan(report(quick, edge, beside), 1.0),
        "full": Plan(report(full, all_equal, pair, tenth, factor_two), 0.1, full.sentence),
        "full ties": Plan(report(full, edge, beside), 0.08),
        "blocks": Plan(more_blocks.run, 0.25, more_blocks.DESIGN.sentence),
        **{
            curve.name: Plan(partial(crossover_proof.run, curve.name), 0.3)
            for curve in crossover_proof.CURVES
        },
        "compare": Plan(gates.run, 1.0, gates.SENTENCE),
        "decide": Plan(partial(regrets.run, regrets.DECIDE), 0.12, regrets.DECIDE.sentence),
        "decide, long": Plan(partial(regrets.run, regrets.LONG), 0.04, regrets.LONG.sentence),
    }


Counts = Mapping[str, Counter[str]]
"""Plan -> what was counted."""


@dataclass(frozen=True)
class Criterion:
    """A promise: `part` of `whole`, over the `plans`, is at least or at most `bound`.

    `where` it is promised: wherever blocks are "independent", where noise is "calm", or only for the
    scenarios of `bounds`, which has their own bounds by name. Elsewhere the rate is shown.
    """

    title: str
    plans: tuple[str, ...]
    part: str
    whole: str
    bound: float
    at_least: bool
    where: str
    bounds: Mapping[str, float] = field(default_factory=dict)

    def promised(self, scenario: Scenario) -> float | None:
        """The bound under a scenario; None where nothing is promised."""
        held = {"independent": scenario.independent, "calm": scenario.calm}.get(self.where, False)
        return self.bounds.get(scenario.name, self.bound if held else None)


@dataclass(frozen=True)
class Rate:
    """A measured rate with its 95 % interval (Wilson 1927), of how many, the bound that is promised,
    None where none is, and what came of it: "held" where the whole interval keeps the bound,
    "BROKEN" where none of it does and chance does not explain it, "open" between: more reports would
    tell."""

    rate: float
    low: float
    high: float
    count: int
    bound: float | None
    state: str

    @property
    def ok(self) -> bool | None:
        """False where the bound is proven to be broken; None where none is promised."""
        return None if self.bound is None else self.state != "BROKEN"


QUICK, FULL = ("quick", "quick ties"), ("full", "full ties")
REPORTS = (*QUICK, *FULL)
SLOPES = tuple(curve.name for curve in crossover_proof.SLOPES)
STEPS = tuple(curve.name for curve in crossover_proof.STEPS)

CRITERIA = (
    Criterion("false winners, quick", QUICK, "false", "reports", 0.05, False, "independent"),
    Criterion("false winners, full", FULL, "false", "reports", 0.05, False, "independent"),
    Criterion("wrong ties", REPORTS, "untied", "cells", 0.05, False, "independent"),
    Criterion("best called slower", REPORTS, "excluded", "cells", 0.05, False, "independent"),
    Criterion("sound cells VOID", REPORTS, "voided", "reports", 0.05, False, "calm"),
    Criterion("warned of dependence", FULL, "warned", "reports", 0.05, False, "independent"),
    Criterion("intervals cover, quick", QUICK, "covered", "intervals", 0.95, True, "calm"),
    Criterion("intervals cover, full", FULL, "covered", "intervals", 0.95, True, "independent"),
    Criterion(
        "factor 2 named, quick", ("quick",), "factor_two named", "factor_two", 0.95, True, "calm",
        {"outliers": 0.60, "reference": 0.60},
    ),
    Criterion(
        "10 % named, full", ("full",), "tenth named", "tenth", 0.80, True, "calm",
        {"outliers": 0.60, "reference": 0.55},
    ),
    Criterion(
        "10 % named, 12 blocks", ("blocks",), "named at 12", "gaps", 0.95, True, "calm",
        {"outliers": 0.80, "reference": 0.60},
    ),
    Criterion("lost by more blocks", ("blocks",), "lost", "steps", 0.05, False, "independent"),
    Criterion("crossovers covered", SLOPES, "held", "found", 0.95, True, "independent"),
    Criterion("crossovers at steps", STEPS, "held", "found", 0.95, True, "independent"),
    Criterion(
        "false regressions", ("compare",), "false", "gates", 0.05, False, "independent",
        {"wandering": 0.10},
    ),
    Criterion("seen as a gate says", ("compare",), "seen", "planted", 0.60, True, "calm"),
    Criterion("false regrets", ("decide", "decide, long"), "false", "reports", 0.05, False, "independent"),
    Criterion(
        "within 1 % found good", ("decide",), "good", "near", 0.80, True, "named",
        {"quiet": 0.80},
    ),
    Criterion("the same, long", ("decide, long",), "good", "near", 0.80, True, "calm"),
    Criterion("guarantees cover", ("decide", "decide, long"), "guaranteed", "reports", 0.95, True, "independent"),
)  # fmt: skip
"""A machine that wanders by 15 % from run to run does more than what all of its contenders share.

Gaps found, false VOIDs and the coverage of three blocks are promised for noise of the calibrated
size that is alike for all contenders of a cell; false claims are held against every noise whose
blocks are independent."""


def measure(criterion: Criterion, scenario: Scenario, counts: Counts) -> Rate | None:
    """The rate that `criterion` speaks of; None where there is nothing that it is a rate of."""
    total: Counter[str] = Counter()
    for plan in criterion.plans:
        total += counts[plan]
    whole = total[criterion.whole]
    if whole == 0:
        return None
    part = total[criterion.part]
    low, high = wilson(part, whole)
    bound = criterion.promised(scenario)
    state = ""
    if bound is not None:
        kept, broken = (
            (low >= bound, high < bound) if criterion.at_least else (high <= bound, low > bound)
        )
        broken = broken and not is_chance(part, whole, bound, criterion.at_least)
        state = "held" if kept else "BROKEN" if broken else "open"
    return Rate(part / whole, low, high, whole, bound, state)


FEW_REPORTS = 200
"""Up to so many a rate is held against its bound by the exact binomial as well: of two reports one
that misses leaves Wilson's interval below 95 %, and happens by chance in one case of ten."""


def is_chance(part: int, whole: int, bound: float, at_least: bool) -> bool:
    """Whether as few of `whole`, or as many where the bound is not to be exceeded, come out more often
    than once in forty where the rate is the `bound`; False of more than FEW_REPORTS."""
    if whole > FEW_REPORTS:
        return False
    counted = range(part + 1) if at_least else range(part, whole + 1)
    likely = sum(
        math.comb(whole, count) * bound**count * (1.0 - bound) ** (whole - count)
        for count in counted
    )
    return likely > 0.025


def wilson(part: int, whole: int, confidence: float = 0.95) -> tuple[float, float]:
    """The score interval of a rate (E. B. Wilson 1927, Journal of the American Statistical
    Association 22)."""
    z = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    rate = part / whole
    middle = rate + z * z / (2.0 * whole)
    half = z * math.sqrt(rate * (1.0 - rate) / whole + (z / (2.0 * whole)) ** 2)
    scale = 1.0 + z * z / whole
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
