"""`crossover test`: the project's own tests, C++ and Python, through ctest."""

import shutil
import subprocess

from crossover_tool.cli.parser import Parser
from crossover_tool.errors import MissingError
from crossover_tool.host.facts import usable_cores
from crossover_tool.paths import BUILD, shown

HELP = "run the project's own tests"
EXAMPLES = """\
  crossover test                 all tests
  crossover test --filter coro   those whose name matches a regular expression
  crossover test --jobs 1        one at a time"""


def main(arguments: list[str]) -> int:
    """Runs ctest on the release build and returns its exit code. MissingError without ctest or a
    build."""
    parser = Parser(
        "crossover test",
        "The project's own tests, C++ and Python; the exit code is ctest's.",
        EXAMPLES,
    )
    parser.add_argument("--filter", metavar="REGEX", help="only tests whose name matches")
    parser.add_argument(
        "--jobs",
        metavar="N",
        default=str(usable_cores() + 1),
        help="tests at a time (default: one more than cores, for many sleep; those that measure time run alone in any case)",
    )
    options = parser.parse(arguments)
    ctest = shutil.which("ctest")
    if ctest is None:
        raise MissingError("ctest is missing: install cmake")
    if not (BUILD / "CTestTestfile.cmake").is_file():
        raise MissingError(
            f"there is no build in {shown(BUILD)}: cmake --preset release && cmake --build --preset release"
        )
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
