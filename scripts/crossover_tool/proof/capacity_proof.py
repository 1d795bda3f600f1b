"""Capacities: the search and what it says, on contenders whose capacities are known."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from crossover_tool.plan.capacity_steps import Ladder, Turns, steps
from crossover_tool.plan.slo import ENOUGH
from crossover_tool.proof.noise import Scenario
from crossover_tool.stats.capacity import Capacity, capacity, proof_for
from crossover_tool.stats.capacity_regret import CapacityVerdict, compare
from crossover_tool.stats.evidence import MARGIN as LEAD
from crossover_tool.stats.regret import Class
from crossover_tool.stats.verdict import Verdict
from crossover_tool.suites.spread_out import between

LOWEST, HIGHEST, PRECISION = 200, 20_000, 0.1
LADDER = Ladder(between(LOWEST, HIGHEST, True, steps(LOWEST, HIGHEST, PRECISION)), PRECISION)
REQUESTS = 2 * ENOUGH["p99"]
SET_UP_S = 0.3
"""What a trial takes beside its arrivals: a process, its server, a part of a batch to warm up."""

SEVERAL_S, ONE_S = 900.0, 60.0
"""Budgets: of a search over four contenders, and of one alone."""

TRUTHS = (2000.0, 8000.0)
"""Between these the largest capacity lies: a trial takes a second or less, and 60 s hold forty."""

EQUAL = (1.0, 1.0, 1.0, 1.0)
HAIR = 0.002
"""On a margin to within 0.2 % either claim is right."""

EDGE = (1.0, 1.0 + LEAD - 2.0 * HAIR, 1.0 + LEAD - 2.0 * HAIR, 3.0)
"""The others bear less by what is just no win."""
BESIDE = (1.0, 1.0 + PRECISION + 2.0 * HAIR, 1.0 + PRECISION + 2.0 * HAIR, 3.0)
"""By what is just no tie, and not good enough; and by what is just not behind."""
WITHIN = (1.0, 1.0 + PRECISION - 2.0 * HAIR, 1.0 + PRECISION - 2.0 * HAIR, 3.0)
APART = (1.0, 1.5, 1.5, 3.0)
KINDS = (EQUAL, EDGE, BESIDE, WITHIN, APART)

CAPACITY_SCENARIOS = (
    Scenario("sharp", "a trial is decided within 0.2 % of the rate"),
    Scenario("plain", "a trial is decided within 2 % of the rate, one in eight beyond 4 %"),
    Scenario("wide", "within 6 %", calm=False),
    Scenario("uneven", "each contender within 0.5 to 8 %", calm=False),
    Scenario("lapses", "as plain, and one trial in twenty breaks the promise at any rate"),
    Scenario("bursts", "as plain, and in one block of ten all break it at any rate", calm=False),
    Scenario(
        "drawn once",
        "as plain, and the arrivals, which a run draws once, shift all its capacities by 2.5 % "
        "together; the interval is held against the mean of all draws",
        calm=False,
        independent=False,
    ),
)

WIDTHS = {"sharp": 0.002, "wide": 0.06}
WIDTH = 0.02
LOST = {"lapses": 0.05, "bursts": 0.1}
"""The share of trials that break the promise whatever the rate."""
SHIFT = 0.025
"""At twenty draws of two thousand arrivals, which a server of 100 us takes one after another, the
rate at which p99 passes 20 ms has this standard deviation."""


class Service:
    """Contenders with these capacities under a kind of noise. A trial is kept by half at the
    capacity, and by less beyond it, along a logistic curve."""

    def __init__(self, scenario: Scenario, rng: np.random.Generator, middles: Sequence[float]):
        self._name, self._rng, self._middles = scenario.name, rng, middles
        width = WIDTHS.get(scenario.name, WIDTH)
        self._widths = [width] * len(middles)
        if scenario.name == "uneven":
            self._widths = np.exp(rng.uniform(math.log(0.005), math.log(0.08), len(middles)))
        drawn = rng.normal(0.0, SHIFT) if scenario.name == "drawn once" else 0.0
        self._drawn = math.exp(drawn)

    @property
    def truths(self) -> list[float]:
        """The rates at which half of the trials keep the promise."""
        share = 0.5 / (1.0 - LOST.get(self._name, 0.0))
        odds = math.log(share / (1.0 - share))
        return [one * math.exp(-width * odds) for one, width in zip(self._middles, self._widths)]

    def block(self, rate: int) -> list[bool]:
        """Whether each keeps the promise in one block."""
        if self._name == "bursts" and self._rng.random() < LOST["bursts"]:
            return [False] * len(self._middles)
        return [self._keeps(rate, *one) for one in zip(self._middles, self._widths)]

    def _keeps(self, rate: int, middle: float, width: float) -> bool:
        beyond = math.log(rate / middle / self._drawn) / width
        share = 1.0 / (1.0 + math.exp(max(-50.0, min(50.0, beyond))))
        lapses = self._name == "lapses" and self._rng.random() < LOST["lapses"]
        return bool(self._rng.random() < share) and not lapses


def search(service: Service, contenders: int, budget_s: float) -> dict[str, Capacity]:
    """What a search finds in that time, by the contender's number."""
    turns = Turns(LADDER, map(str, range(contenders)), PRECISION)
    spent_s = 0.0
    while (rate := turns.next()) is not None and spent_s < budget_s:
        turns.told({str(n): kept for n, kept in enumerate(service.block(rate))})
        spent_s += contenders * (REQUESTS / rate + SET_UP_S)
    proof = proof_for(contenders)
    return {name: capacity(tallies, proof) for name, tallies in turns.tallies.items()}


def several(scenario: Scenario, seed: int) -> Counter[str]:
    """A search over four contenders. Of the `reports`: those that name a `false` winner, make a
    false `claim` (a tie, good enough, behind), and those all of whose intervals `held`; of those
    whose best is `apart` by half, those that `named` it; of those `equal`, those that `tied`."""
    rng = np.random.default_rng([seed, len(scenario.name)])
    kind = KINDS[seed % len(KINDS)]
    best = math.exp(rng.uniform(math.log(TRUTHS[0]), math.log(TRUTHS[1])))
    order = rng.permutation(len(kind))
    service = Service(scenario, rng, [best / kind[n] for n in order])
    found = search(service, len(kind), SEVERAL_S)
    truths = {str(n): truth for n, truth in enumerate(service.truths)}
    said = compare(found, PRECISION)
    winner = said.verdict is Verdict.WINNER
    return Counter(
        reports=1,
        false=winner and not _leads(said.leader, truths),
        claim=not _claims_hold(said, truths),
        held=all(_holds(found[name], truth) for name, truth in truths.items()),
        apart=kind is APART,
        named=kind is APART and winner and _leads(said.leader, truths),
        equal=kind is EQUAL,
        tied=kind is EQUAL and said.verdict is Verdict.TIE,
    )


def _leads(leader: str, truths: dict[str, float]) -> bool:
    others = [truth for name, truth in truths.items() if name != leader]
    return truths[leader] >= (1.0 + LEAD - HAIR) * max(others)


def _claims_hold(said: CapacityVerdict, truths: dict[str, float]) -> bool:
    front = [truths[name] for name in said.front]
    tied = said.verdict is Verdict.TIE and max(front) / min(front) > 1.0 + PRECISION + HAIR
    best = max(truths.values())
    return not tied and all(
        _is_true(one.proven, best / truths[name]) for name, one in said.regrets.items()
    )


def _is_true(proven: Class, regret: float) -> bool:
    if proven is Class.GOOD:
        return regret <= 1.0 + PRECISION + HAIR
    return proven is Class.OPEN or regret >= 1.0 + PRECISION - HAIR


def _holds(found: Capacity, truth: float) -> bool:
    return (found.low or 0) <= truth <= (found.high or math.inf)


def alone(scenario: Scenario, seed: int) -> Counter[str]:
    """One contender twice, as with two seeds, a minute each: `searches`; those whose interval
    `held`, and that knew it within the precision on either side (`known`); `pairs`, and those whose
    two intervals `overlap`."""
    rng = np.random.default_rng([seed, len(scenario.name), 2])
    middle = math.exp(rng.uniform(math.log(TRUTHS[0]), math.log(TRUTHS[1])))
    count: Counter[str] = Counter()
    found = []
    for _ in range(2):
        service = Service(scenario, rng, [middle])
        (one,) = search(service, 1, ONE_S).values()
        known = one.low is not None and one.high is not None
        known = known and (one.high or 0) / (one.low or 1) <= (1.0 + PRECISION) ** 2 + 1e-9
        count.update(searches=1, held=_holds(one, service.truths[0]), known=known)
        found.append(one)
    lows, highs = [one.low or 0 for one in found], [one.high or math.inf for one in found]
    return count + Counter(pairs=1, overlap=max(lows) <= min(highs))
