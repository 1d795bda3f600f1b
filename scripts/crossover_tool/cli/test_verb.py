"""`crossover test`: the project's own tests, C++ and Python, through ctest; or its fault suite."""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from crossover_tool.cli.parser import Parser
from crossover_tool.errors import MissingError, UsageError
from crossover_tool.host.facts import usable_cores
from crossover_tool.paths import BENCH, BUILD, ROOT, shown
from crossover_tool.suites.values import count, reading
from crossover_tool.units.parse import parse_duration_us

HELP = "run the project's own tests"
EXAMPLES = """\
  crossover test                            all tests
  crossover test --filter coro              those whose name matches a regular expression
  crossover test --jobs 1                   one at a time
  crossover test --faults --for 30m         break what can break, at random moments, for half an hour
  crossover test --faults --seed 7 --json faults.json   the same faults again, and what came of each"""

SHORT = "30s"


def main(arguments: list[str]) -> int:
    """Runs ctest on the release build and returns its exit code; with --faults the fault suite,
    which returns 0 or 1. MissingError without ctest or a build."""
    options = _parser().parse(arguments)
    given = [name for name in ("for", "seed", "json", "only") if vars(options)[name] is not None]
    if options.faults:
        return _faults(options)
    if given:
        raise UsageError(f"--{given[0]} needs --faults: it is an option of the fault suite")
    return _ctest(options)


def _parser() -> Parser:
    parser = Parser(
        "crossover test",
        "The project's own tests, C++ and Python; the exit code is ctest's. With --faults what "
        "docs/RELIABILITY.md promises is tried by breaking things; exit code 1 when a promise broke.",
        EXAMPLES,
    )
    parser.add_argument("--filter", metavar="REGEX", help="only tests whose name matches")
    parser.add_argument(
        "--jobs",
        metavar="N",
        default=str(usable_cores() + 1),
        help="tests at a time (default: one more than cores, for many sleep; those that measure time run alone in any case)",
    )
    parser.add_argument("--faults", action="store_true", help="run the fault suite instead")
    parser.add_argument(
        "--for", metavar="TIME", help=f"how long it injects faults (default {SHORT})"
    )
    parser.add_argument("--seed", metavar="N", help="the faults of an earlier run (default: drawn)")
    parser.add_argument("--only", metavar="WORD", help="only faults with this word in their name")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write what was injected and what came of it"
    )
    return parser


def _faults(options: argparse.Namespace) -> int:
    how_long = vars(options)["for"] or SHORT
    seconds = reading("--for", lambda: parse_duration_us(how_long)) / 1e6
    command = [sys.executable, str(ROOT / "scripts" / "start_module.py")]
    command += ["--path", str(ROOT / "tests"), "faults"]
    command += ["--bench", str(_bench()), "--seconds", f"{seconds}"]
    if options.seed is not None:
        command += ["--seed", str(reading("--seed", lambda: count(options.seed)))]
    if options.only is not None:
        command += ["--only", options.only]
    if options.json is not None:
        command += ["--json", str(options.json.absolute())]
    return subprocess.run(command).returncode


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
    command = [
        ctest,
        "--test-dir",
        str(BUILD),
        "--output-on-failure",
        "--no-tests=error",
        "-j",
        options.jobs,
    ]
    if options.filter:
        command += ["-R", options.filter]
    return subprocess.run(command).returncode


def _no_build() -> MissingError:
    return MissingError(
        f"there is no build in {shown(BUILD)}: cmake --preset release && cmake --build --preset release"
    )
