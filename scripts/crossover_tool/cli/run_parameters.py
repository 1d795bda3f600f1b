"""The parameters that `crossover run` is given by --param, and by the options that stand for one."""

import argparse
from collections.abc import Collection, Iterable, Mapping

from crossover_tool.errors import UsageError
from crossover_tool.names import unknown
from crossover_tool.secrets import redacted

ALIASES = {"command": "exec", "url": "url", "dsn": "dsn"}
"""Parameters with an option of their own."""


def parameters(
    options: argparse.Namespace, texts: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What --param and the options that stand for one give, by name: those of cells, and those
    that are texts. UsageError for one that is malformed or given twice."""
    aliases = {name: getattr(options, option) for name, option in ALIASES.items()}
    found = {name: text for name, text in aliases.items() if text is not None}
    for flag, item in [("--param", i) for i in options.param] + [
        ("--text", i) for i in options.text
    ]:
        name, equals, value = item.partition("=")
        if not equals or not name or not (value or name in texts):
            raise UsageError(
                f"{flag} {redacted(item)!r} is not NAME=VALUE: write for example --param wait=5ms"
            )
        if name in found:
            raise UsageError(f"the parameter {name} is given twice")
        if flag == "--text" and name not in texts:
            raise UsageError(unknown("parameter", name, sorted(texts)))
        found[name] = value
    cells = {name: value for name, value in found.items() if name not in texts}
    return cells, {name: value for name, value in found.items() if name in texts}


def beside_options(
    options: argparse.Namespace, names: Iterable[str], params: Mapping[str, str]
) -> dict[str, str]:
    """The options of these names that are given, and the parameters. UsageError for one that is
    both."""
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    for name in params:
        if name in given:
            raise UsageError(f"{name} is given twice, as --{name} and as --param {name}")
    return {**given, **params}
