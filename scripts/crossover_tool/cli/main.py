"""The command: finds the verb, runs it, and turns every failure into one sentence and an exit
code."""

import importlib
import os
import re
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from crossover_tool.cli.parser import unknown_option, unknown_verb
from crossover_tool.cli.shortage import shortage
from crossover_tool.errors import CrossoverError, ExitCode, UsageError
from crossover_tool.interrupt import interruptible, told
from crossover_tool.readable import on_one_line
from crossover_tool.secrets import redacted
from crossover_tool.version import version

SUFFIX = "_verb"


def verbs_in(folders: Iterable[str]) -> tuple[str, ...]:
    """The verbs whose files lie in `folders`, with underscores for the dashes in their names.

    A verb is a module `cli/VERB_verb.py` with `HELP`, one line, and `main(arguments) -> int`; it is
    there as soon as its file is.
    """
    files = [path for folder in folders for path in Path(folder).glob(f"*{SUFFIX}.py")]
    return tuple(sorted(path.stem.removesuffix(SUFFIX) for path in files))


VERBS = verbs_in([str(Path(__file__).parent)])

HELP = """\
usage: crossover VERB [options]

Which concurrency strategy wins on this machine: coroutines, threads, processes, or one after another?

verbs:
{verbs}

options:
  --help     show this, or after a verb what that verb takes
  --version  show the version

examples:
  crossover run                                            six questions in a minute, with charts
  crossover run --workload tcp --tasks 1000 --wait 5ms     one cell on the spot
  crossover report results/20260101T000000Z-quick          its charts and tables again
  crossover compare results/before results/after           what became faster, what slower

exit codes: 0 success, 1 internal error, 2 bad input, 3 a bench or server failed, 4 results cannot be written or read,
5 an invalid measurement, 6 something is missing, 7 a limit of this machine is too low, 8 a regression (compare
--fail-on-regression), 11 one could not have been seen (compare --must-detect), 130 interrupted"""


def main(arguments: list[str]) -> int:
    """Runs the command and returns its exit code. CROSSOVER_DEBUG=1 lets every exception
    through."""
    try:
        with interruptible():
            code = dispatch(arguments)
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        told()
        return _fail("interrupted", ExitCode.INTERRUPTED)
    except SystemExit as ended:  # argparse after --help
        return int(ended.code or 0)
    except CrossoverError as error:
        _let_through()
        return _fail(redacted(str(error)), error.exit_code)
    except Exception as error:  # the last resort: a bug must not look like a result
        _let_through()
        if short := shortage(error):
            return _fail(short, ExitCode.MACHINE_LIMIT)
        if isinstance(error, OSError):
            where, why = error.filename or "output", error.strerror or error
            return _fail(f"{where}: {why}", ExitCode.RESULTS)
        text = redacted(" ".join(str(error).split()))
        return _fail(
            f"internal error, {type(error).__name__}: {text}{_place(error)} (CROSSOVER_DEBUG=1 shows "
            "the way there)",
            ExitCode.INTERNAL,
        )


def dispatch(arguments: list[str]) -> int:
    """Runs the verb. UsageError for an unknown one."""
    if not arguments or arguments[0] in ("--help", "-h", "help"):
        print(HELP.format(verbs=_verbs_help()))
        return ExitCode.SUCCESS if arguments else ExitCode.USAGE
    verb, rest = arguments[0], arguments[1:]
    known = [name.replace("_", "-") for name in VERBS]
    if verb == "--version":
        print(f"crossover {version()}")
        return ExitCode.SUCCESS
    if verb.startswith("-"):
        raise UsageError(
            f"{unknown_option(verb, ('--help', '--version'))}write a verb first: {', '.join(known)}"
        )
    if verb not in known:
        raise UsageError(unknown_verb(verb, known))
    return int(_module(verb).main(rest))


def _verbs_help() -> str:
    lines = [(name.replace("_", "-"), _module(name).HELP) for name in VERBS]
    width = max(len(verb) for verb, _ in lines)
    return "\n".join(f"  {verb:<{width}}  {what}" for verb, what in lines)


def _module(verb: str) -> ModuleType:
    try:
        name = verb.replace("-", "_")
        return importlib.import_module(f"crossover_tool.cli.{name}{SUFFIX}")
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("crossover_tool"):
            raise
        message = f"the Python module {error.name!r} is missing in {sys.executable}: start with scripts/crossover"
        _let_through()
        raise SystemExit(_fail(message, ExitCode.MISSING)) from error


def _fail(message: str, code: ExitCode) -> int:
    print(f"crossover: error: {on_one_line(message)}", file=sys.stderr)
    return code


def _place(error: Exception) -> str:
    """` in place.py, line 63`: where it was raised, of our own modules the last."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "crossover_tool" in Path(frame.filename).parts
    ]
    return f" in {Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else ""


def _let_through() -> None:
    """Inside an except block: raises the exception again when the user wants to see where it comes
    from."""
    if os.environ.get("CROSSOVER_DEBUG") == "1":
        raise
