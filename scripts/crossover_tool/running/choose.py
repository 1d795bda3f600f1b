"""Who takes the samples: a plan that is known beforehand, or a search for a crossover."""

from collections.abc import Mapping

from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.running.finder import Finder
from crossover_tool.running.lineup import Machine
from crossover_tool.running.runner import Protocol, Runner
from crossover_tool.suites.suite import Suite


def make_runner(
    bench: Bench,
    suite: Suite,
    catalog: Catalog,
    machine: Machine,
    rates: Mapping[str, float],
    timeout_s: float | None,
    search: Mapping[str, float] | None,
    protocol: Protocol = Protocol(),
) -> Runner | Finder:
    """A Finder where the header's `search` says what to find, else a Runner."""
    if search is None:
        return Runner(bench, suite, catalog, machine, rates, timeout_s, protocol)
    asked = (search["budget_s"], search["precision"])
    return Finder(bench, suite, catalog, machine, rates, timeout_s, *asked, protocol.retry)
