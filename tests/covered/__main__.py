"""`python3 -m covered`: what `scripts/crossover test --coverage` runs."""

import argparse
import sys

from covered import cpp_lines, python_lines
from covered.figures import CPP_ROOMS, PYTHON_ROOM, Lines, body, document, merge, room, table
from crossover_tool.errors import ExitCode
from crossover_tool.host.facts import usable_cores
import preset_build
from marked_table import add_options, keep, splice_earlier


def main(arguments: list[str]) -> int:
    """Counts; returns 0 when every room that was asked for reaches the goal, 6 when something that
    this takes is missing, which is told before anything is built, else 1."""
    parser = argparse.ArgumentParser(prog="covered", description=__doc__)
    parser.add_argument("--only", metavar="WORD", default="")
    parser.add_argument("--jobs", type=int, default=usable_cores() + 1)
    add_options(parser)
    options = parser.parse_args(arguments)
    if splice_earlier(options, "coverage", body):
        return 0
    wanted = [name for name in (*CPP_ROOMS, PYTHON_ROOM) if options.only in name]
    if PYTHON_ROOM in wanted and (why := python_lines.unavailable()):
        print(f"crossover: error: {why}", file=sys.stderr)
        return ExitCode.MISSING
    seen: Lines = {}
    skipped: dict[str, str] = {}
    cpp_lines.BUILD.mkdir(parents=True, exist_ok=True)
    if set(wanted) & set(CPP_ROOMS):
        _cpp(options.jobs, seen, skipped)
    if PYTHON_ROOM in wanted:
        _python(options.jobs, seen)
    rooms = [room(name, seen) for name in wanted if name not in skipped]
    print("\n".join(table(rooms, skipped)))
    keep(options, "coverage", document(rooms, seen), body)
    return 0 if rooms and all(one.good for one in rooms) else 1


def _cpp(jobs: int, seen: Lines, skipped: dict[str, str]) -> None:
    why = preset_build.build("coverage", jobs, cpp_lines.BUILD / "crossover-build.log")
    if why:
        skipped.update({name: why for name in CPP_ROOMS})
        return
    print(cpp_lines.run_tests(jobs, cpp_lines.BUILD / "tests.log"), flush=True)
    merge(seen, cpp_lines.lines())


def _python(jobs: int, seen: Lines) -> None:
    folder = cpp_lines.BUILD / "python"
    print(python_lines.run_tests(jobs, folder, cpp_lines.BUILD / "python.log"), flush=True)
    merge(seen, python_lines.lines(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
