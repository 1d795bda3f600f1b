"""One cell on the spot, or a sweep of it: what `crossover run --workload` measures."""

import argparse
import math
from collections.abc import Mapping
from functools import partial

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cli import run_contenders
from crossover_tool.cli.run_parameters import beside_options
from crossover_tool.errors import UsageError
from crossover_tool.host.facts import usable_cores
from crossover_tool.plan.capacity_steps import steps
from crossover_tool.plan.slo import WRITTEN, parse_slo
from crossover_tool.samples.records import Search
from crossover_tool.suites import one_cell, suite_file, values
from crossover_tool.suites.cell_table import CellTable
from crossover_tool.suites.expand import Defaults
from crossover_tool.suites.spread_out import spread_out
from crossover_tool.suite import Suite

CELL_OPTIONS = ("tasks", "wait", "bytes", "cpu", "limit", "rate", "arrivals", "queue")

SEARCH_BLOCKS = 6
"""Blocks at each value of a search: with fewer, a verdict asks for a difference that a crossover
does not show nearby."""

OPEN_ROOM = 3
"""So many times as long as its requests arrive may a sample's least time be: one that is saturated
takes longer."""


def on_the_spot(
    options: argparse.Namespace,
    catalog: Catalog,
    params: Mapping[str, str],
    search: Search | None,
) -> Suite:
    """One cell on the spot, or a sweep. UsageError for options that are malformed or contradict
    each other."""
    if options.suite:
        raise UsageError(
            "--suite and --workload exclude each other: a suite brings its own workloads"
        )
    contenders = run_contenders.candidates(options, catalog)
    given = beside_options(options, CELL_OPTIONS, params)
    workload, blocks = catalog.workload(options.workload), suite_file.BLOCKS
    table = one_cell.read(given, workload)
    if options.duration is not None:
        table = _arriving(table, options.duration)
    if search:
        table, blocks = _to_search(table, search), 1 if search.slo else SEARCH_BLOCKS
    longest_us = values.duration_us(suite_file.MAX_SAMPLE)
    longest_us = max(longest_us, OPEN_ROOM * table.arriving_us)
    batches = 1 if table.rates else suite_file.BATCHES
    defaults = Defaults(blocks, longest_us, usable_cores(), batches)
    made = one_cell.build(table, contenders, defaults)
    return run_contenders.narrowed(made, options, catalog)


def _arriving(table: CellTable, duration_us: int) -> CellTable:
    """The cells of requests that arrive for so long. UsageError for a duration without a rate, or
    beside a number of tasks."""
    if not table.rates:
        raise UsageError(
            "--duration needs a --rate above 0: write for example --rate 2000/s --duration 5s"
        )
    if table.tasks:
        raise UsageError(
            "--duration and --tasks exclude each other: the rate and one of them say the other"
        )
    return table.arriving_for(duration_us)


def _to_search(table: CellTable, search: Search) -> CellTable:
    """The cells among which is searched: a range spread out. UsageError where there is none."""
    if not search.slo:
        return spread_out(table)
    table = table.having("tasks", [_requests(table, search)])
    return spread_out(table, "--find-capacity", partial(steps, precision=search.precision))


def _requests(table: CellTable, search: Search) -> int:
    """How many requests there are at each rate of a search. UsageError where they are too few for
    the percentile, and where there is no range of rates."""
    slo = parse_slo(search.slo)
    if len(table.rates) < 2 or min(table.params[values.RATE]) == 0:
        raise UsageError(
            "--find-capacity searches a range of rates: write for example --rate 200/s,20000/s"
        )
    if len(table.tasks) > 1:
        raise UsageError("--find-capacity takes one number of --tasks: so many at each rate")
    (tasks,) = table.tasks or (2 * slo.requests,)
    answers = math.floor(tasks * (1.0 - search.errors))
    if answers < slo.requests:
        what = "answers" if answers < tasks else "requests"
        raise UsageError(
            f"{WRITTEN[slo.percentile]} takes {slo.requests:,} {what} and there are {answers:,}: "
            "give a longer --duration, more --tasks or a percentile that is less rare"
        )
    return tasks
