"""The value of one option."""

import argparse
from collections.abc import Callable

from crossover_tool.suites.values import reading


def option_value(
    options: argparse.Namespace, name: str, read: Callable[[object], int]
) -> int | None:
    """The value of an option; None when it is not given. UsageError when it is malformed."""
    text = getattr(options, name)
    return None if text is None else reading(f"--{name.replace('_', '-')}", lambda: read(text))
