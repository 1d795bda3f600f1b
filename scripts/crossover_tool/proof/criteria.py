"""What the verdicts promise, as rates that a simulation can measure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from crossover_tool.proof.noise import Scenario
from crossover_tool.bench.binary import Bench
from crossover_tool.proof.design import BUDGET_ROUNDS, Design, shipped
from crossover_tool.proof.tally import Kind, all_equal, edge, factor_two, pair, tenth

Plans = Mapping[str, tuple[Design, tuple[Kind, ...]]]
"""What is simulated: a design, and the truths of its cells."""

KINDS: Mapping[str, tuple[Kind, ...]] = {
    "quick": (pair, factor_two),
    "quick ties": (edge,),
    "full": (all_equal, pair, tenth, factor_two),
    "full ties": (edge,),
}


def plans(bench: Bench) -> Plans:
    """The plans on the suites that are shipped, as `bench` would run them on two
    cores."""
    quick, full = shipped("quick", bench), shipped("full", bench, BUDGET_ROUNDS)
    return {
        name: (quick if name.startswith("quick") else full, kinds) for name, kinds in KINDS.items()
    }


Counts = Mapping[str, Counter[str]]
"""Plan -> what was counted."""


@dataclass(frozen=True)
class Criterion:
    """A promise: `part` of `whole`, over the `plans`, is at least or at most `bound`.

    `always`: in every scenario, else in the calm ones.
    """

    title: str
    plans: tuple[str, ...]
    part: str
    whole: str
    bound: float
    at_least: bool
    always: bool


@dataclass(frozen=True)
class Rate:
    """A measured rate, of how many, and whether the promise holds; None where none was made."""

    rate: float
    count: int
    ok: bool | None


CRITERIA = (
    Criterion(
        "false winners, quick", ("quick", "quick ties"), "false", "reports", 0.05, False, True
    ),
    Criterion("false winners, full", ("full", "full ties"), "false", "reports", 0.05, False, True),
    Criterion(
        "factor 2 named, quick", ("quick",), "factor_two named", "factor_two", 0.95, True, False
    ),
    Criterion("10 % named, full", ("full",), "tenth named", "tenth", 0.80, True, False),
    Criterion("ties kept", tuple(KINDS), "kept", "ties", 0.95, True, True),
    Criterion("best not excluded", tuple(KINDS), "included", "cells", 0.95, True, True),
    Criterion(
        "intervals cover, quick", ("quick", "quick ties"), "covered", "intervals", 0.95, True, False
    ),
    Criterion(
        "intervals cover, full", ("full", "full ties"), "covered", "intervals", 0.95, True, False
    ),
    Criterion("sound cells VOID", tuple(KINDS), "voided", "reports", 0.05, False, False),
)
"""The false VOIDs and the coverage are promised for noise that is alike for all contenders of a
cell, as are the gaps found."""


def measure(criterion: Criterion, scenario: Scenario, counts: Counts) -> Rate:
    """The rate that `criterion` speaks of.

    A promise of "at least" holds when the rate reaches the bound or lies within two standard errors
    below it (a rate that is exactly the bound would else fail every other time); "at most" gets no
    such grace.
    """
    total: Counter[str] = Counter()
    for plan in criterion.plans:
        total += counts[plan]
    total += Counter(
        kept=total["ties"] - total["broken"], included=total["cells"] - total["excluded"]
    )
    whole = total[criterion.whole]
    rate = total[criterion.part] / whole
    grace = 2.0 * sqrt(criterion.bound * (1.0 - criterion.bound) / whole)
    ok = rate >= criterion.bound - grace if criterion.at_least else rate <= criterion.bound
    return Rate(rate, whole, ok if criterion.always or scenario.calm else None)
