"""What `crossover run` is told of a search: for what, how well, how long."""

import argparse
from collections.abc import Callable, Mapping

from crossover_tool.errors import UsageError
from crossover_tool.plan.slo import parse_slo
from crossover_tool.samples.records import Search
from crossover_tool.units.parse import parse_share

PRECISION = 0.1
SEARCH_BUDGET_US = 180_000_000
"""After so long a search stops, whatever is known."""


def search(options: argparse.Namespace) -> Search | None:
    """The search that was asked for. UsageError for an option of a search without one."""
    slo, errors = _promise(options), _allowed_errors(options)
    if not (options.find_crossover or options.find_capacity):
        if options.precision is not None:
            raise UsageError("--precision needs --find-crossover or --find-capacity")
        return None
    longest_us = options.budget or SEARCH_BUDGET_US
    return Search(_precision(options), longest_us / 1e6, slo, errors)


def _promise(options: argparse.Namespace) -> str:
    """What --slo says, as results keep it; "" where no capacity is searched. UsageError where one
    of the two options stands alone."""
    if not options.find_capacity and options.slo is None:
        return ""
    if options.find_crossover or not (options.find_capacity and options.slo):
        raise UsageError(
            "--find-capacity needs --slo, and --slo --find-capacity alone: write for example "
            "--rate 200/s,20000/s --find-capacity --slo 'p99<20ms'"
        )
    return str(options.slo)


def _allowed_errors(options: argparse.Namespace) -> float:
    """The share that --errors allows. UsageError where no capacity is searched."""
    if options.errors is None:
        return 0.0
    if not options.find_capacity:
        raise UsageError(
            "--errors needs --find-capacity --slo: write for example "
            "--find-capacity --slo 'p99<20ms' --errors 0.1%"
        )
    return float(options.errors)


def _precision(options: argparse.Namespace) -> float:
    """How well a search is to know what it searches."""
    return float(options.precision or PRECISION)


def _errors(text: str) -> float:
    share = parse_share(text)
    if share >= 1.0:
        raise ValueError("'100%' promises nothing: write for example 0.1%")
    return share


def _read_precision(text: str) -> float:
    share = parse_share(text)
    if share <= 0.0:
        raise ValueError("'0%' cannot be reached: write for example 10%")
    return share


READERS: Mapping[str, Callable[[str], object]] = {
    "slo": lambda text: parse_slo(text).text,
    "errors": _errors,
    "precision": _read_precision,
}
"""How the values of the options of a search are read."""
