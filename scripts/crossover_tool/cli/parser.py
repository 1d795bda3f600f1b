"""An argument parser that answers bad input with one sentence and the nearest match."""

import argparse
import re
from collections.abc import Iterable
from typing import NoReturn

from crossover_tool.errors import UsageError
from crossover_tool.names import nearest, unknown


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
        # "--wait -5ms" is a negative value to be refused as such, not an option called -5ms
        self._negative_number_matcher = re.compile(r"-\d.*")

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with argparse's message, and the nearest option when one is unknown."""
        raise UsageError(f"{message} (see {self.prog} --help)")

    def parse(self, arguments: list[str]) -> argparse.Namespace:
        """Parses; UsageError names the nearest option for an unknown one."""
        options, rest = self.parse_known_args(arguments)
        if rest:
            self._refuse(rest[0])
        return options

    def _refuse(self, argument: str) -> NoReturn:
        if not argument.startswith("-") or re.fullmatch(r"-[\d.]+\w*", argument):
            raise UsageError(f"unexpected argument {argument!r} (see {self.prog} --help)")
        raise UsageError(
            f"{unknown_option(argument.split('=')[0], self._option_string_actions)}(see {self.prog} --help)"
        )


def unknown_option(option: str, known: Iterable[str]) -> str:
    """The sentence for an unknown option."""
    near = nearest(option, known)
    return f"unknown option {option}: " + (f"did you mean {near}? " if near else "")


def unknown_verb(verb: str, known: Iterable[str]) -> str:
    """The sentence for an unknown verb."""
    return unknown("verb", verb, known)
