"""One cell on the spot, or a sweep of it: what `crossover run --workload` measures."""

import argparse
import math
from collections.abc import Mapping
from functools import partial

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cli import run_contenders, run_search
from crossover_tool.cli.run_parameters import beside_options
from crossover_tool.errors import UsageError
from crossover_tool.host.facts import usable_cores
from crossover_tool.plan.capacity_steps import steps
from crossover_tool.plan.slo import WRITTEN, parse_slo
from crossover_tool.suites import one_cell, suite_file, values
from crossover_tool.suites.expand import Defaults
from crossover_tool.suites.spread_out import spread_out
from crossover_tool.suite import Suite
from crossover_tool.suites.values import reading

CELL_OPTIONS = ("tasks", "wait", "bytes", "cpu", "limit", "rate", "arrivals", "queue")

SEARCH_BLOCKS = 6
"""Blocks at each value of a search: with fewer, a verdict asks for a difference that a crossover
does not show nearby."""

OPEN_ROOM = 3
"""So many times as long as its requests arrive may a sample's least time be: one that is saturated
takes longer."""


def on_the_spot(options: argparse.Namespace, catalog: Catalog, params: Mapping[str, str]) -> Suite:
    """One cell on the spot, or a sweep. Patterns are in it when they are named: they compare with
    `gather` alone, and would double the time."""
    if options.suite:
        raise UsageError(
            "--suite and --workload exclude each other: a suite brings its own workloads"
        )
    asked_for, blocks = beside_options(options, CELL_OPTIONS, params), suite_file.BLOCKS
    if options.duration is not None or "rate" in asked_for:
        asked_for = _arriving(asked_for, options.duration)
    if options.find_crossover:
        asked_for = spread_out(asked_for, catalog.workload(options.workload))
        blocks = SEARCH_BLOCKS
    if options.find_capacity:
        asked_for, blocks = _rates_to_search(options, asked_for, catalog), 1
    longest_us = values.duration_us(suite_file.MAX_SAMPLE)
    longest_us = max(longest_us, OPEN_ROOM * one_cell.arriving_us(asked_for))
    batches = 1 if "rate" in asked_for else suite_file.BATCHES
    defaults = Defaults(blocks, longest_us, usable_cores(), batches)
    contenders = run_contenders.all_and_asked_for(options, catalog)
    table = {"workload": options.workload, **asked_for, "contenders": contenders}
    made = one_cell.build(table, catalog, defaults)
    if not (options.contender or options.strategy or options.kind):
        no_patterns = [c for c in catalog.contenders if catalog.kinds[c] != "pattern"]
        made = one_cell.narrowed(made, no_patterns, "no pattern")
    return run_contenders.narrowed(made, options, catalog)


def _arriving(asked_for: Mapping[str, str], duration_us: int | None) -> dict[str, str]:
    """The options of a cell whose requests arrive: so many as do in that time. UsageError for a
    duration without a rate, or beside a number of tasks."""
    if duration_us is None:
        return dict(asked_for)
    if "rate" not in asked_for:
        raise UsageError("--duration needs --rate: write for example --rate 2000/s --duration 5s")
    if "tasks" in asked_for:
        raise UsageError(
            "--duration and --tasks exclude each other: the rate and one of them say the other"
        )
    rates = values.split(asked_for["rate"])
    tasks = reading("--duration", partial(one_cell.requests_in, duration_us, rates))
    return {**asked_for, "tasks": str(tasks)}


def _rates_to_search(
    options: argparse.Namespace, asked_for: Mapping[str, str], catalog: Catalog
) -> dict[str, str]:
    """The options of the cells among which capacities are searched: the range of rates spread out,
    and as many requests at each as the percentile takes. UsageError where they are too few."""
    slo = parse_slo(run_search.promise(options))
    if "," not in asked_for.get("rate", ""):
        raise UsageError(
            "--find-capacity searches a range of rates: write for example --rate 200/s,20000/s"
        )
    asked = {"tasks": str(2 * slo.requests), **asked_for}
    tasks = reading("--tasks", lambda: values.count(asked["tasks"]))
    answers = math.floor(tasks * (1.0 - run_search.allowed_errors(options)))
    if answers < slo.requests:
        what = "answers" if answers < tasks else "requests"
        raise UsageError(
            f"{WRITTEN[slo.percentile]} takes {slo.requests:,} {what} and there are {answers:,}: "
            "give a longer --duration, more --tasks or a percentile that is less rare"
        )
    workload, precision = catalog.workload(options.workload), run_search.precision(options)
    return spread_out(
        asked, workload, "--find-capacity", lambda low, high: steps(low, high, precision)
    )
