"""An argument parser that answers bad input with one sentence and the nearest match."""

import argparse
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from crossover_tool.errors import UsageError
from crossover_tool.names import nearest, unknown
from crossover_tool.paths import BENCH
from crossover_tool.suites.values import reading


OF_KIND = "only contenders of this kind (best, documented, textbook, mistake, pattern)"


class Parser(argparse.ArgumentParser):
    """argparse without abbreviations, whose errors are UsageErrors."""

    def __init__(self, prog: str, description: str, examples: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=f"examples:\n{examples}" if examples else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self._readers: dict[str, Callable[[str], object]] = {}
        # "--wait -5ms" is a negative value to be refused as such, not an option called -5ms
        self._negative_number_matcher = re.compile(r"-\d.*")

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with argparse's message, and the nearest option when one is unknown."""
        raise UsageError(f"{message} (see {self.prog} --help)")

    def parse(self, arguments: list[str]) -> argparse.Namespace:
        """Parses; UsageError names the nearest option for an unknown one, and says what is wrong
        with a value."""
        options, rest = self.parse_known_args(arguments)
        if rest:
            self._refuse(rest[0])
        for name, read in self._readers.items():
            text = getattr(options, name)
            if text is not None:
                flag = f"--{name.replace('_', '-')}"
                setattr(options, name, reading(flag, lambda: read(text)))
        return options

    def reads(self, **readers: Callable[[str], object]) -> None:
        """How the values of options are read, by their names; those that are not given are None."""
        self._readers |= readers

    def json(self, what: str = "print JSON") -> None:
        offers(self, {"--json": what})

    def bench(self, what: str = "another bench binary") -> None:
        takes(self, "--bench PATH", what, default=BENCH)

    def unheeded(self, options: argparse.Namespace, heeded: Collection[str]) -> list[str]:
        """The options that were given and are none of `heeded`: who gives one must not think that
        it was heard."""
        empty = self.parse([])
        names = {one.dest: one.option_strings[-1] for one in self._actions if one.option_strings}
        return [
            names[dest]
            for dest, value in vars(options).items()
            if dest in names and dest not in heeded and value != getattr(empty, dest)
        ]

    def _refuse(self, argument: str) -> NoReturn:
        if not argument.startswith("-") or re.fullmatch(r"-[\d.]+\w*", argument):
            raise UsageError(f"unexpected argument {argument!r} (see {self.prog} --help)")
        raise UsageError(
            f"{unknown_option(argument.split('=')[0], self._option_string_actions)}(see {self.prog} --help)"
        )


PATHS = ("FILE", "DIR", "PATH", "PAGE")
"""How the names of values begin that are paths."""


def offers(to: argparse._ActionsContainer, options: Mapping[str, str]) -> None:
    """Options with what the help says of each: those with a value (`--tasks N`), and switches."""
    for option, what in options.items():
        if " " in option:
            takes(to, option, what)
        else:
            to.add_argument(option, action="store_true", help=what)


def takes(to: argparse._ActionsContainer, option: str, what: str, **more: Any) -> None:
    """An option with a value, written as the help has it: `--tasks N`, `--out DIR`."""
    flag, _, metavar = option.partition(" ")
    if metavar.startswith(PATHS):
        more["type"] = Path
    to.add_argument(flag, metavar=metavar, help=what, **more)


def several(to: argparse._ActionsContainer, option: str, what: str) -> None:
    """The same, which may be given several times."""
    takes(to, option, what, action="append", default=[])


def unknown_option(option: str, known: Iterable[str]) -> str:
    near = nearest(option, known)
    return f"unknown option {option}: " + (f"did you mean {near}? " if near else "")


def unknown_verb(verb: str, known: Iterable[str]) -> str:
    return unknown("verb", verb, known)
