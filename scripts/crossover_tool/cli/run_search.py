"""What `crossover run` is told of a search: for what, how well, how long."""

import argparse

from crossover_tool.cli.parser import option_value
from crossover_tool.errors import UsageError
from crossover_tool.plan.slo import parse_slo
from crossover_tool.samples.records import Search
from crossover_tool.suites import values
from crossover_tool.suites.values import reading
from crossover_tool.units.parse import parse_share

SEARCH_BUDGET_US = 180_000_000
"""After so long a search stops, whatever is known."""


def search(options: argparse.Namespace) -> Search | None:
    """The search that was asked for. UsageError for a malformed one, and for an option of a search
    without one."""
    slo, errors = promise(options), allowed_errors(options)
    if not (options.find_crossover or options.find_capacity):
        if options.precision is not None:
            raise UsageError("--precision needs --find-crossover or --find-capacity")
        return None
    budget_us = option_value(options, "budget", values.budget_us)
    longest_us = SEARCH_BUDGET_US if budget_us is None else budget_us
    return Search(precision(options), longest_us / 1e6, slo, errors)


def promise(options: argparse.Namespace) -> str:
    """What --slo says, as results keep it; "" where no capacity is searched. UsageError for a
    malformed one, and where one of the two options stands alone."""
    if not options.find_capacity and options.slo is None:
        return ""
    if options.find_crossover or not (options.find_capacity and options.slo):
        raise UsageError(
            "--find-capacity needs --slo, and --slo --find-capacity alone: write for example "
            "--rate 200/s,20000/s --find-capacity --slo 'p99<20ms'"
        )
    return reading("--slo", lambda: parse_slo(options.slo)).text


def allowed_errors(options: argparse.Namespace) -> float:
    """The share that --errors allows. UsageError for one that is malformed, or allows all."""
    if options.errors is None:
        return 0.0
    if not options.find_capacity:
        raise UsageError(
            "--errors needs --find-capacity --slo: write for example "
            "--find-capacity --slo 'p99<20ms' --errors 0.1%"
        )
    share = reading("--errors", lambda: parse_share(options.errors))
    if share >= 1.0:
        raise UsageError("--errors: '100%' promises nothing: write for example 0.1%")
    return share


def precision(options: argparse.Namespace) -> float:
    """How well a search is to know what it searches. UsageError for a malformed share, and for
    0."""
    share = reading("--precision", lambda: parse_share(options.precision or "10%"))
    if share <= 0.0:
        raise UsageError("--precision: '0%' cannot be reached: write for example 10%")
    return share
