"""`crossover check-program`: whether a program keeps the contract for programs."""

from pathlib import Path

from crossover_tool.bench.binary import Bench
from crossover_tool.cli.parser import Parser
from crossover_tool.errors import UsageError
from crossover_tool.paths import BENCH

HELP = "say whether a program of yours keeps the contract for programs"
EXAMPLES = """\
  crossover check-program ./my_pool          what docs/PROGRAMS.md asks of a program, point by point"""


def main(arguments: list[str]) -> int:
    """Prints what the bench finds, line by line, and returns its exit code. UsageError without such a file,
    MissingError without a bench."""
    parser = Parser(
        "crossover check-program",
        "Runs a program through the contract for programs, and says where it breaks it.",
        EXAMPLES,
    )
    parser.add_argument("program", type=Path, metavar="PATH", help="the program")
    parser.add_argument(
        "--bench", type=Path, default=BENCH, metavar="PATH", help="another bench binary"
    )
    options = parser.parse(arguments)
    if not options.program.is_file():
        raise UsageError(f"there is no program {str(options.program)!r}: name an executable file")
    return Bench(options.bench).check_program(options.program.absolute(), _tell)


def _tell(line: str) -> None:
    """Prints a line when it is there: a program may take its time for the next."""
    print(line, end="", flush=True)
