"""From the options of `crossover run` to what it asks for, and which of them exclude each other."""

import argparse
import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace

from crossover_tool.bench import programs
from crossover_tool.bench.catalog import Catalog
from crossover_tool.bench.own_workload import name_of
from crossover_tool.cli import run_contenders, run_parser
from crossover_tool.cli.run_cell import CELL_OPTIONS, on_the_spot
from crossover_tool.cli.run_parameters import ALIASES, parameters
from crossover_tool.cli.run_search import search
from crossover_tool.errors import UsageError
from crossover_tool.host.facts import usable_cores
from crossover_tool.paths import BENCH, shown
from crossover_tool.running.experiment import Asked
from crossover_tool.samples.records import Protocol, Search
from crossover_tool.stats.regret import MARGIN
from crossover_tool.suites import suite_file
from crossover_tool.suite import Suite
from crossover_tool.units.parse import MAX_SEED

GOAL_OPTIONS = (
    *("suite", "blocks", "seed", "no_retry", "max_sample", "sample_timeout", "dry_run"),
    *("out", "no_report", "details", "json", "bench"),
)
"""The options that mean something to a suite of goals. Any other is refused: who gives one must not
think that it was heard."""

RESUME_OPTIONS = (
    *("resume", "no_report", "details", "json", "bench", "program"),
    *("param", "text", "exec", "url", "dsn"),
)
"""The options that mean something to a resumed run; what else it does stands in its results."""


def asked(options: argparse.Namespace, catalog: Catalog) -> Asked:
    """The run that was asked for. UsageError for anything unknown, malformed or contradictory."""
    if options.exec is not None and options.workload is None and options.suite is None:
        options.workload = "exec"
    params, texts = parameters(options, catalog.text_names())
    searched = search(options)
    if options.workload is None:
        suite = _from_file(options, catalog, params)
    else:
        suite = on_the_spot(options, catalog, params, searched)
    suite = suite.with_overrides(options.blocks, options.max_sample)
    suite = replace(suite, texts={**suite.texts, **texts})
    catalog.check_texts(suite.texts, [planned.cell.workload for planned in suite.cells])
    return Asked(
        suite=suite,
        seed=secrets.randbelow(MAX_SEED + 1) if options.seed is None else options.seed,
        protocol=_protocol(options, suite, searched),
        workload_file=options.workload_file and options.workload_file.name,
    )


def given_again(options: argparse.Namespace) -> dict[str, str]:
    """The texts that a resumed run is given. UsageError for an option that it takes from its
    results."""
    why = "a resumed run does what it was asked for at first"
    _refuse_others(options, RESUME_OPTIONS, "--resume", why)
    names = [item.partition("=")[0] for item in (*options.param, *options.text)]
    return parameters(options, {*names, *ALIASES})[1]


def own_workload(options: argparse.Namespace) -> str:
    """The workload that --workload-file brings. UsageError for an option that does not go with
    it."""
    name = name_of(options.workload_file)
    for other, given in (
        ("suite", options.suite),
        ("resume", options.resume),
        ("bench", options.bench != BENCH),
    ):
        if given:
            raise UsageError(f"--workload-file and --{other} exclude each other")
    if options.workload not in (None, name):
        raise UsageError(
            f"--workload is {options.workload!r} and {shown(options.workload_file)} brings {name!r}: leave --workload out"
        )
    return name


def _from_file(options: argparse.Namespace, catalog: Catalog, params: Mapping[str, str]) -> Suite:
    if options.find_capacity:
        raise UsageError(
            "--find-capacity needs --workload and a range of rates: write for example "
            "--workload request --rate 200/s,20000/s --find-capacity --slo 'p99<20ms'"
        )
    if options.find_crossover:
        raise UsageError(
            "--find-crossover needs --workload and the range of one option: write for example "
            "--workload tcp --tasks 1,1000 --find-crossover"
        )
    given = [name for name in (*CELL_OPTIONS, "duration") if getattr(options, name) is not None]
    for name in [*given, *(f"param {param}" for param in params)]:
        raise UsageError(f"--{name} needs --workload: it describes a cell of its own")
    path = suite_file.find(options.suite or "quick")
    if suite_file.holds_goals(path):
        why = "goals have their own cells, contenders and blocks, and are held in all of them"
        _refuse_others(options, GOAL_OPTIONS, "a suite of goals", why)
        programs.build(options.bench)

    def missing(name: str) -> str:
        return programs.missing(options.bench, catalog, name)

    suite = suite_file.load(path, catalog, usable_cores(), missing)
    return run_contenders.narrowed(suite, options, catalog)


def _refuse_others(
    options: argparse.Namespace, heeded: Collection[str], what: str, why: str
) -> None:
    """UsageError for an option that `what` does not heed."""
    for option in run_parser.parser().unheeded(options, heeded):
        pair = f"{what} and {option}" if what.startswith("--") else f"{option} and {what}"
        raise UsageError(f"{pair} exclude each other: {why}")


def _protocol(options: argparse.Namespace, suite: Suite, searched: Search | None) -> Protocol:
    """How long blocks go on. UsageError for a budget beside a number of blocks, and for options
    that need another."""
    timeout_us, budget_us = options.sample_timeout, options.budget
    plain = Protocol(
        retry=not options.no_retry,
        sample_timeout_s=None if timeout_us is None else timeout_us / 1e6,
        margin=options.margin or MARGIN,
    )
    if searched is not None:
        return replace(plain, search=searched)
    if budget_us is None:
        if options.blocks is not None or suite.budget_s is None:
            return plain
        return replace(plain, budget_s=suite.budget_s, least_blocks=suite.blocks)
    if options.blocks is not None:
        raise UsageError(
            "--blocks and --budget exclude each other: one counts blocks, the other time"
        )
    return replace(plain, budget_s=budget_us / 1e6)
