"""What `crossover run` takes, and what it asks for."""

import argparse
import math
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from crossover_tool.bench import programs
from crossover_tool.bench.catalog import Catalog
from crossover_tool.bench.own_workload import name_of
from crossover_tool.cell import Contender
from crossover_tool.cli.parser import Parser
from crossover_tool.errors import UsageError
from crossover_tool.host.facts import usable_cores
from crossover_tool.names import unknown
from crossover_tool.paths import BENCH, shown
from crossover_tool.plan.capacity_steps import steps
from crossover_tool.plan.slo import WRITTEN, parse_slo
from crossover_tool.running.experiment import Asked
from crossover_tool.samples.records import Protocol, Search
from crossover_tool.stats.regret import MARGIN
from crossover_tool.suites import one_cell, suite_file, values
from crossover_tool.suites.expand import Defaults
from crossover_tool.suites.in_language import in_languages
from crossover_tool.suites.spread_out import spread_out
from crossover_tool.suites.suite import Suite
from crossover_tool.suites.values import reading
from crossover_tool.secrets import redacted
from crossover_tool.units.parse import parse_margin, parse_share

EXAMPLES = """\
  crossover run                                                         the suite quick: six questions in a minute
  crossover run --suite full                                            everything, for a reference result
  crossover run --suite baselines                                       contenders against their libraries used directly
  crossover run --suite mine.toml --blocks 9                            a suite of your own
  crossover run --suite full --budget 20m                               blocks go on until all is settled, or for 20 minutes
  crossover run --workload tcp --tasks 1000 --wait 5ms --limit 64       one cell on the spot
  crossover run --workload timer --tasks 1,10,100 --contender 'gather/*' --contender sequential/std
  crossover run --workload mixed --param work=2ms --param wait_share=50%
  crossover run --workload tcp --tasks 1,1000 --find-crossover --contender 'gather/asio' --contender 'thread_pool/std'
  crossover run --workload-file mine.hpp --tasks 500                    a workload of your own, under every strategy
  crossover run --exec './mytool {i}' --tasks 100 --limit 8             a command of your own, under every strategy
  crossover run --suite mine.toml --param command='./mytool {i}'        the same in the cells of a suite
  crossover run --workload timer --tasks 100 --program ./mine --contender '*/mine'
  crossover run --suite io --kind documented                            libraries as their documentation shows them
  crossover run --suite io --language python                            the same cells, in Python alone
  crossover run --resume results/20260101T000000Z-full                  go on with a run that was interrupted or killed"""
ALIASES = {"command": "exec", "url": "url", "dsn": "dsn"}
"""Parameters with an option of their own."""

SEARCH_BUDGET_US = 180_000_000
SEARCH_BLOCKS = 6
"""Blocks at each value of a search: with fewer, a verdict asks for a difference that a crossover
does not show nearby."""

OPEN_ROOM = 3
"""So many times as long as its requests arrive may a sample's least time be: one that is saturated
takes longer."""

CELL_OPTIONS = ("tasks", "wait", "bytes", "cpu", "limit", "rate", "arrivals", "queue")
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
        "--rate", metavar="N/s", help="requests arrive, so many a second, whoever is busy: 2000/s"
    )
    cell.add_argument("--duration", metavar="TIME", help="for how long they arrive: 5s")
    cell.add_argument(
        "--arrivals", metavar="KIND", help="how: poisson (default), constant or bursts(8)"
    )
    cell.add_argument(
        "--queue",
        metavar="N",
        help="how many of them may stand in line before the limit; one more is refused (default: any number)",
    )
    cell.add_argument(
        "--limit", metavar="N", help="tasks in flight: a number, tasks, cores or 1..cores"
    )
    cell.add_argument(
        "--param",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="any other parameter; passwords in it are neither kept nor shown",
    )
    cell.add_argument(
        "--exec",
        metavar="COMMAND",
        help="measure a command of yours, where {i} stands for the task's index: --workload exec --param command=COMMAND",
    )
    cell.add_argument("--url", metavar="URL", help="the same as --param url=URL")
    cell.add_argument("--dsn", metavar="DSN", help="the same as --param dsn=DSN")
    cell.add_argument("--text", action="append", default=[], help=argparse.SUPPRESS)
    who = made.add_argument_group("who is measured (each may be given several times)")
    who.add_argument(
        "--contender", metavar="GLOB", action="append", default=[], help="only these: 'gather/*'"
    )
    for name, metavar, what in (
        ("strategy", "NAME", "only contenders of this strategy: gather"),
        ("engine", "NAME", "only contenders on this engine: asio"),
        ("kind", "KIND", "only those of this kind: best, documented, textbook, mistake or pattern"),
        (
            "language",
            "NAME",
            "only those written in it: cpp, python; where a suite names none, those of its strategies",
        ),
    ):
        who.add_argument(f"--{name}", metavar=metavar, action="append", default=[], help=what)
    who.add_argument(
        "--program",
        type=Path,
        action="append",
        default=[],
        metavar="PATH",
        help="a contender of your own, in any language, beside the others (docs/PROGRAMS.md)",
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
        help="search where the best strategy changes between the ends of the one option with several values",
    )
    made.add_argument(
        "--find-capacity",
        action="store_true",
        help="search the highest of the --rate range at which each contender keeps --slo",
    )
    made.add_argument(
        "--slo",
        metavar="PROMISE",
        help="what requests are promised: 'p99<20ms' (p50 to p99.9, max)",
    )
    made.add_argument(
        "--errors",
        metavar="SHARE",
        help="of the requests so many may be refused or fail where --slo is kept: 0.1%% (default 0%%)",
    )
    made.add_argument(
        "--precision",
        metavar="SHARE",
        help="stop when the crossover, or each capacity, is known to so much on either side (default 10%%)",
    )
    made.add_argument(
        "--margin",
        metavar="SHARE",
        help="how much slower than the best is still good enough (default 5%%)",
    )
    made.add_argument(
        "--seed",
        metavar="S",
        help="the seed of the order (default: a new one, kept in the results)",
    )
    made.add_argument(
        "--max-sample",
        metavar="TIME",
        help="leave out what must take longer (default 3s)",
    )
    made.add_argument(
        "--sample-timeout",
        metavar="TIME",
        help="give a sample up after this (default: a minute and ten times the least it can take)",
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
    made.add_argument(
        "--details", action="store_true", help="print every table and finding, not the answer alone"
    )
    made.add_argument("--json", action="store_true", help="print the final tables as JSON")
    made.add_argument(
        "--bench", type=Path, default=BENCH, metavar="PATH", help="another bench binary"
    )
    return made


def asked(options: argparse.Namespace, catalog: Catalog) -> Asked:
    """The run that was asked for. UsageError for anything unknown, malformed or contradictory."""
    if options.exec is not None and options.workload is None and options.suite is None:
        options.workload = "exec"
    params, texts = _params(options, catalog.text_names())
    if options.workload is None:
        suite = _from_file(options, catalog, params)
    else:
        suite = _one_cell(options, catalog, params)
    suite = suite.with_overrides(
        _read(options, "blocks", values.count), _read(options, "max_sample", values.duration_us)
    )
    suite = replace(suite, texts={**suite.texts, **texts})
    catalog.check_texts(suite.texts, [planned.cell.workload for planned in suite.cells])
    seed = _read(options, "seed", lambda text: values.count(text, minimum=0))
    return Asked(
        suite=suite,
        seed=secrets.randbelow(2**31) if seed is None else seed,
        protocol=_protocol(options, suite),
        workload_file=options.workload_file and options.workload_file.name,
    )


def named(options: argparse.Namespace) -> list[str] | None:
    """The globs of all contenders that may be asked for; None where a language is: any. UsageError
    where the suite cannot be read."""
    if options.language:
        return None
    globs = [*options.contender, *(f"*/{engine}" for engine in options.engine)]
    if options.suite or (options.workload is None and options.exec is None):
        globs += suite_file.named(suite_file.find(options.suite or "quick"))
    return globs


def given_again(options: argparse.Namespace) -> dict[str, str]:
    """The texts that a resumed run is given. UsageError for an option that it takes from its
    results."""
    why = "a resumed run does what it was asked for at first"
    _refuse_others(options, RESUME_OPTIONS, "--resume", why)
    names = [item.partition("=")[0] for item in (*options.param, *options.text)]
    return _params(options, {*names, *ALIASES})[1]


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
    """A suite, with the contenders that were asked for."""
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

    return _narrowed(suite_file.load(path, catalog, usable_cores(), missing), options, catalog)


def _one_cell(options: argparse.Namespace, catalog: Catalog, params: Mapping[str, str]) -> Suite:
    """One cell on the spot, or a sweep. Patterns are in it when they are named: they compare with
    `gather` alone, and would double the time."""
    if options.suite:
        raise UsageError(
            "--suite and --workload exclude each other: a suite brings its own workloads"
        )
    given = {
        name: getattr(options, name) for name in CELL_OPTIONS if getattr(options, name) is not None
    }
    for name in params:
        if name in given:
            raise UsageError(f"{name} is given twice, as --{name} and as --param {name}")
    asked_for, blocks = {**given, **params}, suite_file.BLOCKS
    duration_us = _read(options, "duration", values.duration_us)
    if duration_us is not None or "rate" in asked_for:
        asked_for = _arriving(asked_for, duration_us)
    if options.find_crossover:
        asked_for = spread_out(asked_for, catalog.workload(options.workload))
        blocks = SEARCH_BLOCKS
    if options.find_capacity:
        asked_for, blocks = _rates_to_search(options, asked_for, catalog), 1
    longest_us = values.duration_us(suite_file.MAX_SAMPLE)
    longest_us = max(longest_us, OPEN_ROOM * one_cell.arriving_us(asked_for))
    batches = 1 if "rate" in asked_for else suite_file.BATCHES
    defaults = Defaults(blocks, longest_us, usable_cores(), batches)
    made = one_cell.build(
        {"workload": options.workload, **asked_for, "contenders": _named(options, catalog)},
        catalog,
        defaults,
    )
    if not (options.contender or options.strategy or options.kind):
        no_patterns = [c for c in catalog.contenders if catalog.kinds[c] != "pattern"]
        made = one_cell.narrowed(made, no_patterns, "no pattern")
    return _narrowed(made, options, catalog)


def _named(options: argparse.Namespace, catalog: Catalog) -> str:
    """All contenders of the bench, and of the programs beside it those that are asked for by
    engine. UsageError for a --contender that names nobody."""
    asked = catalog.select(tuple(options.contender))
    asked += tuple(c for c in catalog.contenders if c.engine in options.engine)
    return ",".join(["*/*", *(contender.name for contender in asked)])


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


def _promise(options: argparse.Namespace) -> str:
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


def _errors(options: argparse.Namespace) -> float:
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


def _rates_to_search(
    options: argparse.Namespace, asked_for: Mapping[str, str], catalog: Catalog
) -> dict[str, str]:
    """The options of the cells among which capacities are searched: the range of rates spread out,
    and as many requests at each as the percentile takes. UsageError where they are too few."""
    slo = parse_slo(_promise(options))
    if "," not in asked_for.get("rate", ""):
        raise UsageError(
            "--find-capacity searches a range of rates: write for example --rate 200/s,20000/s"
        )
    asked = {"tasks": str(2 * slo.requests), **asked_for}
    tasks = reading("--tasks", lambda: values.count(asked["tasks"]))
    answers = math.floor(tasks * (1.0 - _errors(options)))
    if answers < slo.requests:
        what = "answers" if answers < tasks else "requests"
        raise UsageError(
            f"{WRITTEN[slo.percentile]} takes {slo.requests:,} {what} and there are {answers:,}: "
            "give a longer --duration, more --tasks or a percentile that is less rare"
        )
    workload, precision = catalog.workload(options.workload), _precision(options)
    return spread_out(
        asked, workload, "--find-capacity", lambda low, high: steps(low, high, precision)
    )


def _narrowed(suite: Suite, options: argparse.Namespace, catalog: Catalog) -> Suite:
    """The suite with only the contenders that --language, --contender, --strategy, --engine and
    --kind all leave. UsageError for one that names nobody."""
    if options.language:
        suite = in_languages(suite, options.language, catalog)
    wanted: Collection[Contender] = catalog.contenders
    said = []
    if options.contender:
        wanted = catalog.select(tuple(options.contender))
        said.append(" ".join(options.contender))
    for option in ("strategy", "engine", "kind"):
        given = getattr(options, option)
        values_of = {c: _value(option, c, catalog) for c in catalog.contenders}
        for name in given:
            if name not in values_of.values():
                raise UsageError(unknown(option, name, values_of.values()))
        if given:
            wanted = [contender for contender in wanted if values_of[contender] in given]
            said.append(" ".join(f"--{option} {name}" for name in given))
    return one_cell.narrowed(suite, wanted, " ".join(said)) if said else suite


def _value(option: str, contender: Contender, catalog: Catalog) -> str:
    """What --strategy, --engine or --kind asks of a contender."""
    of = {"strategy": contender.strategy, "engine": contender.engine}
    return of.get(option) or catalog.kinds[contender]


def _params(
    options: argparse.Namespace, texts: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What --param and the options that stand for one give, by name: those of cells, and those
    that are texts. UsageError for one that is malformed or given twice."""
    aliases = {name: getattr(options, option) for name, option in ALIASES.items()}
    found = {name: text for name, text in aliases.items() if text is not None}
    for flag, item in [("--param", i) for i in options.param] + [
        ("--text", i) for i in options.text
    ]:
        name, equals, value = item.partition("=")
        if not equals or not name or not (value or name in texts):
            raise UsageError(
                f"{flag} {redacted(item)!r} is not NAME=VALUE: write for example --param wait=5ms"
            )
        if name in found:
            raise UsageError(f"the parameter {name} is given twice")
        if flag == "--text" and name not in texts:
            raise UsageError(unknown("parameter", name, sorted(texts)))
        found[name] = value
    cells = {name: value for name, value in found.items() if name not in texts}
    return cells, {name: value for name, value in found.items() if name in texts}


def _refuse_others(
    options: argparse.Namespace, heeded: Collection[str], what: str, why: str
) -> None:
    """UsageError for an option that `what` does not heed."""
    empty = parser().parse([])
    for name, value in vars(options).items():
        if name not in heeded and value != getattr(empty, name):
            option = f"--{name.replace('_', '-')}"
            pair = f"{what} and {option}" if what.startswith("--") else f"{option} and {what}"
            raise UsageError(f"{pair} exclude each other: {why}")


def _read(options: argparse.Namespace, name: str, read: Callable[[object], int]) -> int | None:
    """The value of an option; None when it is not given. UsageError when it is malformed."""
    text = getattr(options, name)
    return None if text is None else reading(f"--{name.replace('_', '-')}", lambda: read(text))


def _precision(options: argparse.Namespace) -> float:
    """How well a search is to know what it searches. UsageError for a malformed share, and for
    0."""
    precision = reading("--precision", lambda: parse_share(options.precision or "10%"))
    if precision <= 0.0:
        raise UsageError("--precision: '0%' cannot be reached: write for example 10%")
    return precision


def _protocol(options: argparse.Namespace, suite: Suite) -> Protocol:
    """How long blocks go on. UsageError for a malformed budget, one beside a number of blocks, and
    options that need another."""
    timeout_us = _read(options, "sample_timeout", values.duration_us)
    budget_us = _read(options, "budget", values.budget_us)
    plain = Protocol(
        retry=not options.no_retry,
        sample_timeout_s=None if timeout_us is None else timeout_us / 1e6,
        margin=MARGIN
        if options.margin is None
        else reading("--margin", lambda: parse_margin(options.margin)),
    )
    slo, errors = _promise(options), _errors(options)
    if options.find_crossover or options.find_capacity:
        longest_us = SEARCH_BUDGET_US if budget_us is None else budget_us
        search = Search(_precision(options), longest_us / 1e6, slo, errors)
        return replace(plain, search=search)
    if options.precision is not None:
        raise UsageError("--precision needs --find-crossover or --find-capacity")
    if budget_us is None:
        return plain if options.blocks is not None else replace(plain, budget_s=suite.budget_s)
    if options.blocks is not None:
        raise UsageError(
            "--blocks and --budget exclude each other: one counts blocks, the other time"
        )
    return replace(plain, budget_s=budget_us / 1e6)
