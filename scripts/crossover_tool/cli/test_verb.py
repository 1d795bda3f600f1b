"""`crossover test`: the project's own tests, C++ and Python, through ctest; or a suite by hand."""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from crossover_tool.cli.parser import Parser, offers, takes
from crossover_tool.errors import MissingError, UsageError
from crossover_tool.host.facts import usable_cores
from crossover_tool.paths import BENCH, BUILD, ROOT, shown
from crossover_tool.suites.values import budget_us, count, seed

HELP = "run the project's own tests"
EXAMPLES = """\
  crossover test                            all tests
  crossover test --filter coro              those whose name matches a regular expression
  crossover test --jobs 1                   one at a time
  crossover test --faults --for 30m         break what can break, at random moments, for half an hour
  crossover test --faults --seed 7 --json faults.json   the same faults again, and what came of each
  crossover test --fuzz                     a million random inputs for every parser, for two hours
  crossover test --fuzz --runs 20000 --only url         some for one of them
  crossover test --faults --from faults.json --splice docs/RELIABILITY.md   the page's table of it
  crossover test --coverage                 how many lines of each room the tests run"""

SHORT = "30s"
BY_HAND = {
    "faults": ("for", "seed", "only", "json", "splice", "from"),
    "fuzz": ("runs", "seed", "only", "json", "splice", "from"),
    "coverage": ("only", "json", "splice", "from"),
}
"""Suites beside ctest's, and the options that each takes."""
OPTIONS = {
    "--faults": "run the fault suite instead",
    "--fuzz": "run the fuzz targets instead",
    "--coverage": "run the tests in builds that count lines instead",
    "--for TIME": f"how long it injects faults (default {SHORT})",
    "--runs N": "inputs for each parser (default 1000000)",
    "--seed N": "the chance of an earlier run (default: drawn)",
    "--only WORD": "only faults, parsers or rooms with this word in their name",
    "--json FILE": "write what was tried and what came of it",
    "--splice PAGE": "renew the suite's table in docs/RELIABILITY.md",
}


def main(arguments: list[str]) -> int:
    """Runs ctest on the release build and returns its exit code; with --faults, --fuzz or
    --coverage that suite, which returns 0 or 1. MissingError without ctest or a build."""
    options = _parser().parse(arguments)
    asked = [suite for suite in BY_HAND if vars(options)[suite]]
    if len(asked) > 1:
        raise UsageError(f"--{asked[0]} and --{asked[1]} are two suites: give one of them")
    taken = BY_HAND[asked[0]] if asked else ()
    for name in sorted({name for names in BY_HAND.values() for name in names}):
        if vars(options)[name] is not None and name not in taken:
            suites = [f"--{suite}" for suite, names in BY_HAND.items() if name in names]
            raise UsageError(f"--{name} needs {' or '.join(suites)}: it is an option of that suite")
    if not asked:
        return _ctest(options)
    if vars(options)["from"] and not options.splice:
        raise UsageError("--from needs --splice PAGE: the page whose table it renews")
    return {"faults": _faults, "fuzz": _fuzz, "coverage": _coverage}[asked[0]](options)


def _parser() -> Parser:
    parser = Parser(
        "crossover test",
        "The project's own tests, C++ and Python; the exit code is ctest's. Three suites run by hand "
        "only: --faults tries what docs/RELIABILITY.md promises by breaking things, --fuzz gives every "
        "parser random inputs, --coverage counts the lines that the tests run. Exit code 1 when a "
        "promise broke or a room is below its goal.",
        EXAMPLES,
    )
    offers(parser, {"--filter REGEX": "only tests whose name matches"})
    jobs = (
        "tests at a time (default: one more than cores, for many sleep; those that measure time "
        "run alone in any case)"
    )
    takes(parser, "--jobs N", jobs, default=str(usable_cores() + 1))
    offers(parser, OPTIONS)
    earlier = "with --splice: of what --json has written earlier; may be repeated"
    takes(parser, "--from FILE", earlier, action="append")
    parser.reads(runs=count, seed=seed, **{"for": budget_us})
    return parser


def _faults(options: argparse.Namespace) -> int:
    seconds = (vars(options)["for"] or budget_us(SHORT)) / 1e6
    return _by_hand("faults", options, "--bench", str(_bench()), "--seconds", f"{seconds}")


def _fuzz(options: argparse.Namespace) -> int:
    runs = () if options.runs is None else ("--runs", str(options.runs))
    return _by_hand("fuzz", options, *runs)


def _coverage(options: argparse.Namespace) -> int:
    return _by_hand("covered", options)


def _by_hand(package: str, options: argparse.Namespace, *more: str) -> int:
    """Runs a package of tests/, and returns its exit code."""
    command = [sys.executable, str(ROOT / "scripts" / "start_module.py")]
    command += ["--path", str(ROOT / "tests"), package, *more]
    if options.seed is not None:
        command += ["--seed", str(options.seed)]
    if options.only is not None:
        command += ["--only", options.only]
    for name, paths in _files(options):
        command += [text for path in paths for text in (f"--{name}", str(path.absolute()))]
    return subprocess.run(command).returncode


def _files(options: argparse.Namespace) -> list[tuple[str, list[Path]]]:
    one = [(name, [vars(options)[name]]) for name in ("json", "splice") if vars(options)[name]]
    return [*one, ("from", vars(options)["from"] or [])]


def _bench() -> Path:
    if not BENCH.is_file():
        raise _no_build()
    return BENCH


def _ctest(options: argparse.Namespace) -> int:
    ctest = shutil.which("ctest")
    if ctest is None:
        raise MissingError("ctest is missing: install cmake")
    if not (BUILD / "CTestTestfile.cmake").is_file():
        raise _no_build()
    command = [ctest, "--test-dir", str(BUILD), "--output-on-failure", "--no-tests=error"]
    command += ["-j", options.jobs]
    if options.filter:
        command += ["-R", options.filter]
    return subprocess.run(command).returncode


def _no_build() -> MissingError:
    return MissingError(
        f"there is no build in {shown(BUILD)}: cmake --preset release && cmake --build --preset release"
    )
