"""`crossover check-program`: whether a program keeps its contract, and what that costs."""

import argparse
from functools import partial
from pathlib import Path

from crossover_tool.bench.binary import Bench
from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import Parser, offers, takes
from crossover_tool.errors import ExitCode, MissingError, UsageError
from crossover_tool.interrupt import interruptible
from crossover_tool.overhead import overhead_figures
from crossover_tool.overhead.alternating import Pairing, measure
from crossover_tool.overhead.overhead_words import as_json, bullet, sentence
from crossover_tool.overhead.promise import Judged, State
from crossover_tool.readable import warn
from crossover_tool.reports.screen import Screen
from crossover_tool.suites.values import count

HELP = "say whether a program of yours keeps the contract for programs"
EXAMPLES = """\
  crossover check-program ./my_pool             what docs/PROGRAMS.md asks of it, point by point
  crossover check-program --overhead            what the contract costs, on a quiet machine
  crossover check-program --overhead ./my_pool  what it costs this program"""
BLOCKS = 12
"""Then an interval passes over three blocks that somebody disturbed."""
LEAST_BLOCKS = 2
"""One block has no interval."""


def main(arguments: list[str]) -> int:
    """Prints what the bench finds, line by line, and returns its exit code; with --overhead the
    figures, and 5 where one is beyond its bound. UsageError without such a file, MissingError
    without a bench or where nothing can be measured, SampleError where a sample fails."""
    options = _parser().parse(arguments)
    program: Path | None = options.program
    if program is None and not options.overhead:
        raise UsageError("which program? name an executable file, or give --overhead")
    if program is not None and not program.is_file():
        raise UsageError(f"there is no program {str(program)!r}: name an executable file")
    if options.overhead:
        return _overhead(options)
    if options.json or options.only or options.blocks is not None:
        raise UsageError("--json, --only and --blocks are for --overhead: give that as well")
    assert program is not None
    return Bench(options.bench).check_program(program.absolute(), _tell)


def _overhead(options: argparse.Namespace) -> int:
    blocks = options.blocks or BLOCKS
    with interruptible():
        asked = _asked(options)
        if asked and all(one.reason for one in asked):
            raise MissingError(f"nothing can be measured: {asked[0].reason}")
        found = measure(asked, blocks, lambda block: warn(f"block {block + 1} of {blocks}"))
    if options.json:
        print_json({"blocks": blocks, "figures": [as_json(one) for one in found]})
    else:
        _print(found)
    broken = any(one.state is State.BROKEN for one in found)
    return ExitCode.INVALID if broken else ExitCode.SUCCESS


def _asked(options: argparse.Namespace) -> list[Pairing]:
    if options.program is None:
        bench = Bench(options.bench)
        overhead_figures.build(bench)
        return overhead_figures.pairings(bench, options.only or overhead_figures.KINDS)
    if options.only:
        raise UsageError("--only picks among the project's own figures: leave the program out")
    program = options.program.absolute()
    bench = Bench(options.bench, [program])
    programs = bench.catalog().programs
    own = [one for one, path in programs.items() if path.resolve() == program.resolve()]
    return overhead_figures.pairings_of(bench, own)


def _print(found: tuple[Judged, ...]) -> None:
    screen = Screen()
    for one in found:
        screen.hanging(bullet(one), sentence(one))


def _tell(line: str) -> None:
    """Prints a line when it is there: a program may take its time for the next."""
    print(line, end="", flush=True)


def _parser() -> Parser:
    parser = Parser(
        "crossover check-program",
        "Runs a program through the contract for programs, and says where it breaks it.",
        EXAMPLES,
    )
    parser.add_argument("program", type=Path, nargs="?", metavar="PATH", help="the program")
    overhead = (
        "measure what the contract costs instead: beside a batch, against the bench's own "
        "contenders, against scripts without it; with a program, beside its batches"
    )
    offers(parser, {"--overhead": overhead})
    what = "with --overhead: these figures alone; may be repeated"
    parser.add_argument("--only", action="append", choices=overhead_figures.KINDS, help=what)
    takes(parser, "--blocks N", f"with --overhead: fresh processes of each side (default {BLOCKS})")
    parser.json("with --overhead: print JSON")
    parser.bench()
    parser.reads(blocks=partial(count, minimum=LEAST_BLOCKS))
    return parser
