"""A single sample, taken as a run takes its own."""

from collections.abc import Mapping
from dataclasses import replace

from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Contender
from crossover_tool.plan.entrants import Entrant
from crossover_tool.running.sampler import Sampler
from crossover_tool.samples.records import Measurement
from crossover_tool.suites import one_cell

ANY_LATENESS_US = 10_000_000
"""A late generator is in the figures, and so in what they are held against: no sample is void for
it."""


def take_one(
    bench: Bench,
    options: Mapping[str, str],
    contender: Contender,
    seed: int,
    timeout_s: float,
    texts: Mapping[str, str] = {},
) -> Measurement:
    """The sample of `contender` on the one cell that `options` write, its workload among them, as
    those of `crossover run`. UsageError for options that are wrong; what the bench does is in the
    measurement."""
    longest_us = round(timeout_s * 1e6)
    cell, catalog = dict(options), bench.catalog([contender.name])
    workload = catalog.workload(cell.pop("workload"))
    suite = one_cell.of_one(workload, cell, contender, longest_us)
    (pair,) = bench.plan(replace(suite, texts=texts), {}, seed).values()
    assert pair.contender == contender
    sampler = Sampler(bench.path, texts=texts, seed=seed, slo_us=ANY_LATENESS_US)
    return sampler.take(Entrant(pair, 1, pair.reason, short=True), timeout_s).measurement
