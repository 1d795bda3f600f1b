"""The gate of `compare`: two runs of a machine that may be slower in the second, with a contender
that may be."""

import math
from collections import Counter
from collections.abc import Mapping
from statistics import median

import numpy as np

from crossover_tool.analysis.compare import Change, Compared, Comparison, shifts_of
from crossover_tool.cell import Cell
from crossover_tool.proof.noise import Noise, Scenario
from crossover_tool.stats.evidence import MARGIN
from crossover_tool.stats.median import median_interval
from crossover_tool.stats.wander import speed, wandered
from crossover_tool.stats.welch import log_difference

CELLS, CONTENDERS, BLOCKS = 3, ("gather/a", "semaphore/a", "thread_pool/a", "offload/a"), 9
SENTENCE = f"compare: {CELLS} cells of {len(CONTENDERS)} contenders, {BLOCKS} blocks a side"

THRESHOLD = 0.03
MACHINE = (1.0, 1.03, 1.045)
"""What the machine takes the second time, from run to run."""

Runs = Mapping[tuple[int, str], list[float]]
"""Cell and contender -> makespans."""


def run(scenario: Scenario, seed: int) -> Counter[str]:
    """Two comparisons, counted: of `gates`, in which no contender changed, those that fail one
    (`false`); of `planted` rows, in which one became slower by what the middle row of the first
    comparison says could have been seen, those `seen`."""
    rng = np.random.default_rng([seed, CELLS])
    machine = MACHINE[seed % len(MACHINE)]
    honest = _compared(scenario, rng, machine, 1.0)
    size = median(honest.detectable(THRESHOLD))
    regressed = _compared(scenario, rng, 1.0, 1.0 + size).proven_slower(THRESHOLD)
    seen = sum(row.contender == CONTENDERS[0] for row in regressed)
    return Counter(gates=1, false=bool(honest.proven_slower(THRESHOLD)), planted=CELLS, seen=seen)


def _compared(
    scenario: Scenario, rng: np.random.Generator, machine: float, planted: float
) -> Comparison:
    before = _run(scenario, rng, {})
    after = _run(
        scenario,
        rng,
        {name: machine for name in CONTENDERS[1:]} | {CONTENDERS[0]: machine * planted},
    )
    rows = tuple(_row(cell, name, before[cell, name], after[cell, name]) for cell, name in before)
    wander = wandered(
        *(speed([dict(enumerate(row)) for row in r.values()]) for r in (before, after))
    )
    return Comparison(
        *(rows, (), (), (), (), (), MARGIN, 0.0), shifts_of(rows, 0.0, wandered=wander)
    )


def _run(scenario: Scenario, rng: np.random.Generator, factors: Mapping[str, float]) -> Runs:
    noise = Noise(scenario, rng, [len(CONTENDERS)] * CELLS, [1] * CELLS)
    found: dict[tuple[int, str], list[float]] = {}
    for block in range(BLOCKS):
        for cell in range(CELLS):
            order = rng.permutation(len(CONTENDERS) + 1).tolist()
            logs, _ = noise.block(cell, order, block / BLOCKS)
            for name, log in zip(CONTENDERS, logs):
                found.setdefault((cell, name), []).append(math.exp(log) * factors.get(name, 1.0))
    return found


def _row(cell: int, name: str, before: list[float], after: list[float]) -> Compared:
    sides = median_interval(before), median_interval(after)
    difference = log_difference(before, after)
    low, high = difference.interval(0.05)
    return Compared(
        Cell("timer", 1, cell + 1), name, *sides, difference, low, high, Change.UNRESOLVED
    )
