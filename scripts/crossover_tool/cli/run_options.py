"""What `crossover run` takes, and the suite that it asks for."""

import argparse
from pathlib import Path

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cli.parser import Parser
from crossover_tool.errors import UsageError
from crossover_tool.paths import BENCH
from crossover_tool.suites import adhoc, load, values
from crossover_tool.suites.expand import Defaults
from crossover_tool.suites.suite import Suite
from crossover_tool.suites.values import reading

EXAMPLES = """\
  crossover run                                                         the quick suite
  crossover run --suite full                                            everything, for a reference result
  crossover run --suite mine.toml --blocks 9                            a suite of your own
  crossover run --workload tcp --tasks 1000 --wait 5ms --limit 64       one cell on the spot
  crossover run --workload timer --tasks 1,10,100 --contender 'gather/*' --contender sequential/std
  crossover run --workload mixed --param work=2ms --param wait=50%"""
CELL_OPTIONS = ("tasks", "wait", "bytes", "cpu", "limit")


def parser() -> Parser:
    """The parser of the verb."""
    made = Parser(
        "crossover run", "Measures a suite, or one cell, in fresh processes and interleaved blocks.", EXAMPLES
    )
    made.add_argument("--suite", metavar="NAME|FILE.toml", help="what to measure (default: quick)")
    cell = made.add_argument_group("one cell on the spot (several values with commas make a sweep)")
    cell.add_argument("--workload", metavar="NAME", help="the workload")
    cell.add_argument("--tasks", metavar="N", help="number of tasks (default 1000)")
    cell.add_argument("--wait", metavar="TIME", help="what each task waits: 5ms")
    cell.add_argument("--bytes", metavar="SIZE", help="what each task handles: 64, 1MiB")
    cell.add_argument("--cpu", metavar="TIME", help="what each task computes: 1ms")
    cell.add_argument("--limit", metavar="N", help="tasks in flight: a number, tasks, cores or 1..cores")
    cell.add_argument(
        "--param", metavar="NAME=VALUE", action="append", default=[], help="any other parameter"
    )
    made.add_argument(
        "--contender", metavar="GLOB", action="append", default=[], help="only these: 'gather/*'"
    )
    made.add_argument(
        "--blocks", metavar="N", help="how often each contender is measured (default: the suite's)"
    )
    made.add_argument(
        "--seed", metavar="S", help="the seed of the order (default: a new one, kept in the results)"
    )
    made.add_argument(
        "--max-sample", metavar="TIME", help="skip what must take longer by its lower bound (default 3s)"
    )
    made.add_argument(
        "--sample-timeout", metavar="TIME", help="give a sample up after this (default: bound + 60s)"
    )
    made.add_argument(
        "--out", type=Path, metavar="DIR", help="results folder (default: results/<time>-<suite>)"
    )
    made.add_argument("--no-report", action="store_true", help="take samples only")
    made.add_argument("--json", action="store_true", help="print the final tables as JSON")
    made.add_argument("--bench", type=Path, default=BENCH, metavar="PATH", help="another bench binary")
    return made


def suite(options: argparse.Namespace, catalog: Catalog, cores: int) -> Suite:
    """The suite that was asked for. UsageError for anything unknown, malformed or contradictory."""
    given = {name: getattr(options, name) for name in CELL_OPTIONS if getattr(options, name) is not None}
    if options.workload is None:
        if given or options.param:
            raise UsageError(
                f"--{next(iter(given), 'param')} needs --workload: it describes a cell of its own"
            )
        chosen = load.load(load.find(options.suite or "quick"), catalog, cores)
        chosen = adhoc.narrowed(chosen, options.contender, catalog) if options.contender else chosen
        return _overridden(chosen, options)
    if options.suite:
        raise UsageError("--suite and --workload exclude each other: a suite brings its own workloads")
    extra = adhoc.parse_assignments(options.param)
    for name in extra:
        if name in given:
            raise UsageError(f"{name} is given twice, as --{name} and as --param {name}")
    defaults = Defaults(load.BLOCKS, values.duration_us(load.MAX_SAMPLE), cores)
    made = adhoc.build(options.workload, {**given, **extra}, options.contender, catalog, defaults)
    return _overridden(made, options)


def _overridden(chosen: Suite, options: argparse.Namespace) -> Suite:
    """The suite with --blocks and --max-sample in place of its own."""
    blocks = None if options.blocks is None else reading("--blocks", lambda: values.count(options.blocks))
    longest = (
        None
        if options.max_sample is None
        else reading("--max-sample", lambda: values.duration_us(options.max_sample))
    )
    return chosen.with_overrides(blocks, longest)


def seed(text: str | None, default: int) -> int:
    """The seed from its option. UsageError when it is not a whole number."""
    if text is None:
        return default
    return reading("--seed", lambda: values.count(text, minimum=0))
