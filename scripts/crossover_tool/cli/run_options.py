"""What `crossover run` takes, and the suite that it asks for."""

import argparse
import re
from dataclasses import replace
from pathlib import Path

from crossover_tool.bench.catalog import Catalog
from crossover_tool.bench.own_workload import name_of
from crossover_tool.cli.parser import Parser
from crossover_tool.errors import UsageError
from crossover_tool.paths import BENCH, shown
from crossover_tool.running.runner import Protocol
from crossover_tool.suites import adhoc, load, values
from crossover_tool.suites.dense import widened
from crossover_tool.suites.expand import Defaults
from crossover_tool.suites.suite import Suite
from crossover_tool.suites.values import reading
from crossover_tool.texts import check, parse
from crossover_tool.units.parse import parse_share

EXAMPLES = """\
  crossover run                                                         the quick suite
  crossover run --suite full                                            everything, for a reference result
  crossover run --suite baselines                                           contenders against their libraries used directly
  crossover run --suite mine.toml --blocks 9                            a suite of your own
  crossover run --suite full --budget 20m                               blocks go on until all is settled, or for 20 minutes
  crossover run --workload tcp --tasks 1000 --wait 5ms --limit 64       one cell on the spot
  crossover run --workload timer --tasks 1,10,100 --contender 'gather/*' --contender sequential/std
  crossover run --workload mixed --param work=2ms --param wait_share=50%
  crossover run --workload tcp --tasks 1,1000 --find-crossover --contender 'gather/asio' --contender 'thread_pool/std'
  crossover run --workload-file mine.hpp --tasks 500                    a workload of your own, under every model
  crossover run --exec './mytool {i}' --tasks 100 --limit 8             a command of your own, under every model
  crossover run --suite mine.toml --text command='./mytool {i}'         the same in the cells of a suite
  crossover run --resume results/20260101T000000Z-full                  go on with a run that was interrupted or killed"""
SEARCH_BLOCKS = 6
"""Blocks at each value of a search: with fewer, a verdict asks for a difference that a crossover
does not show nearby."""

CELL_OPTIONS = ("tasks", "wait", "bytes", "cpu", "limit")


def parser() -> Parser:
    """The parser of the verb."""
    made = Parser(
        "crossover run",
        "Measures a suite, or one cell, in fresh processes and interleaved blocks.",
        EXAMPLES,
    )
    made.add_argument("--suite", metavar="NAME|FILE.toml", help="what to measure (default: quick)")
    cell = made.add_argument_group("one cell on the spot (several values with commas make a sweep)")
    cell.add_argument("--workload", metavar="NAME", help="the workload")
    cell.add_argument(
        "--workload-file",
        type=Path,
        metavar="FILE",
        help="a workload of your own: builds it first (docs/YOUR_WORKLOAD.md)",
    )
    cell.add_argument("--tasks", metavar="N", help="number of tasks (default 1000)")
    cell.add_argument("--wait", metavar="TIME", help="what each task waits: 5ms")
    cell.add_argument("--bytes", metavar="SIZE", help="what each task handles: 64, 1MiB")
    cell.add_argument("--cpu", metavar="TIME", help="what each task computes: 1ms")
    cell.add_argument(
        "--limit", metavar="N", help="tasks in flight: a number, tasks, cores or 1..cores"
    )
    cell.add_argument(
        "--param", metavar="NAME=VALUE", action="append", default=[], help="any other parameter"
    )
    texts_group = made.add_argument_group(
        "texts, one for the whole run (crossover list shows which workloads take them)"
    )
    texts_group.add_argument(
        "--text",
        metavar="NAME=TEXT",
        action="append",
        default=[],
        help="a text that a workload takes; passwords in it are neither kept nor shown",
    )
    texts_group.add_argument(
        "--exec",
        metavar="COMMAND",
        help="measure a command of yours, where {i} stands for the task's index: --workload exec --text command=COMMAND",
    )
    texts_group.add_argument("--url", metavar="URL", help="the same as --text url=URL")
    texts_group.add_argument("--dsn", metavar="DSN", help="the same as --text dsn=DSN")
    made.add_argument(
        "--contender", metavar="GLOB", action="append", default=[], help="only these: 'gather/*'"
    )
    made.add_argument(
        "--blocks", metavar="N", help="how often each contender is measured (default: the suite's)"
    )
    made.add_argument(
        "--budget",
        metavar="TIME",
        help="instead of a number of blocks: go on with what is not settled until all is, or the time is over (10m); "
        "of a search: stop after this, whatever is known (default 3min)",
    )
    made.add_argument(
        "--no-retry",
        action="store_true",
        help="keep blocks that others disturbed (default: take them again, at most a quarter of all)",
    )
    made.add_argument(
        "--find-crossover",
        action="store_true",
        help="search where the best model changes between the ends of the one option with several values",
    )
    made.add_argument(
        "--precision",
        metavar="SHARE",
        help="stop when the crossover is known to so much on either side (default 10%%)",
    )
    made.add_argument(
        "--seed",
        metavar="S",
        help="the seed of the order (default: a new one, kept in the results)",
    )
    made.add_argument(
        "--max-sample",
        metavar="TIME",
        help="skip what must take longer by its lower bound (default 3s)",
    )
    made.add_argument(
        "--sample-timeout",
        metavar="TIME",
        help="give a sample up after this (default: bound + 60s)",
    )
    made.add_argument(
        "--out", type=Path, metavar="DIR", help="results folder (default: results/<time>-<suite>)"
    )
    made.add_argument(
        "--resume",
        type=Path,
        metavar="DIR",
        help="go on with the run that stopped there: same binary, same host, whole blocks only",
    )
    made.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be measured and how long it takes, and stop",
    )
    made.add_argument("--no-report", action="store_true", help="take samples only")
    made.add_argument("--json", action="store_true", help="print the final tables as JSON")
    made.add_argument(
        "--bench", type=Path, default=BENCH, metavar="PATH", help="another bench binary"
    )
    return made


def search(options: argparse.Namespace) -> dict[str, float] | None:
    """What --find-crossover asks for, as the header keeps it; None without it. UsageError for
    options that need it."""
    if not options.find_crossover:
        if options.precision is not None:
            raise UsageError("--precision needs --find-crossover")
        return None
    precision = reading("--precision", lambda: parse_share(options.precision or "10%"))
    if precision <= 0.0:
        raise UsageError("--precision: '0%' cannot be reached: write for example 10%")
    budget_us = reading("--budget", lambda: values.duration_us(options.budget or "3min"))
    return {"precision": precision, "budget_s": budget_us / 1e6}


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


def check_resume(options: argparse.Namespace) -> None:
    """UsageError for an option that a resumed run takes from its results."""
    empty = parser().parse([])
    own = ("resume", "no_report", "json", "bench", "text", "exec", "url", "dsn")
    for name, value in vars(options).items():
        if name not in own and value != getattr(empty, name):
            raise UsageError(
                f"--resume and --{name.replace('_', '-')} exclude each other: "
                "a resumed run does what it was asked for at first"
            )


def texts(options: argparse.Namespace) -> dict[str, str]:
    """The texts that were given, by name. UsageError for one that is malformed or given twice."""
    return parse(options.text, {"command": options.exec, "url": options.url, "dsn": options.dsn})


def suite(options: argparse.Namespace, catalog: Catalog, cores: int) -> Suite:
    """The suite that was asked for, with its texts. UsageError for anything unknown, malformed or
    contradictory."""
    if options.exec is not None and options.workload is None and options.suite is None:
        options.workload = "exec"
    chosen = _chosen(options, catalog, cores)
    chosen = replace(chosen, texts={**chosen.texts, **texts(options)})
    check(chosen.texts, [planned.cell.workload for planned in chosen.cells], catalog)
    return chosen


def _chosen(options: argparse.Namespace, catalog: Catalog, cores: int) -> Suite:
    given = {
        name: getattr(options, name) for name in CELL_OPTIONS if getattr(options, name) is not None
    }
    if options.workload is None:
        if options.find_crossover:
            raise UsageError(
                "--find-crossover needs --workload and the range of one option: write for example "
                "--workload tcp --tasks 1,1000 --find-crossover"
            )
        if given or options.param:
            raise UsageError(
                f"--{next(iter(given), 'param')} needs --workload: it describes a cell of its own"
            )
        chosen = load.load(load.find(options.suite or "quick"), catalog, cores)
        chosen = adhoc.narrowed(chosen, options.contender, catalog) if options.contender else chosen
        return _overridden(chosen, options)
    if options.suite:
        raise UsageError(
            "--suite and --workload exclude each other: a suite brings its own workloads"
        )
    extra = adhoc.parse_assignments(options.param)
    for name in extra:
        if name in given:
            raise UsageError(f"{name} is given twice, as --{name} and as --param {name}")
    asked, blocks = {**given, **extra}, load.BLOCKS
    if options.find_crossover:
        asked, blocks = widened(asked, catalog.workload(options.workload)), SEARCH_BLOCKS
    defaults = Defaults(blocks, values.duration_us(load.MAX_SAMPLE), cores, load.BATCHES)
    made = adhoc.build(options.workload, asked, options.contender, catalog, defaults)
    return _overridden(made, options)


def _overridden(chosen: Suite, options: argparse.Namespace) -> Suite:
    """The suite with --blocks and --max-sample in place of its own."""
    longest = (
        None
        if options.max_sample is None
        else reading("--max-sample", lambda: values.duration_us(options.max_sample))
    )
    return chosen.with_overrides(blocks(options.blocks), longest)


def blocks(text: str | None) -> int | None:
    """The number of blocks from its option; None when it is not given. UsageError when it is not a
    whole number."""
    return None if text is None else reading("--blocks", lambda: values.count(text))


def protocol(options: argparse.Namespace) -> Protocol:
    """How long blocks go on. UsageError for a malformed budget, or one beside a number of
    blocks."""
    if options.budget is None:
        return Protocol(None, not options.no_retry)
    if options.blocks is not None:
        raise UsageError(
            "--blocks and --budget exclude each other: one counts blocks, the other time"
        )
    # 10m is what people write for minutes; elsewhere m is no unit, since a wait of 5m is a mistyped
    # 5ms
    text = re.sub(r"(?<=\d)m$", "min", options.budget.strip())
    budget_s = reading("--budget", lambda: values.duration_us(text)) / 1e6
    if budget_s <= 0.0:
        raise UsageError(
            f"--budget {options.budget} leaves no time: write for example --budget 10m"
        )
    return Protocol(budget_s, not options.no_retry)


def seed(text: str | None, default: int) -> int:
    """The seed from its option. UsageError when it is not a whole number."""
    if text is None:
        return default
    return reading("--seed", lambda: values.count(text, minimum=0))
