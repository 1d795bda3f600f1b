"""Parameters that are texts: a command, an address. They are one for a whole run; how they reach
the bench, and how they are kept and shown without their secrets."""

import re
from collections.abc import Mapping, Sequence

from crossover_tool.errors import UsageError

HIDDEN = "***"
"""What stands for a password in everything that is written to disk or shown."""

BY_ENVIRONMENT = {"dsn": "CROSSOVER_DSN"}
"""Texts that reach the bench in a variable of the environment: a command line can be read by
everyone."""

_IN_ADDRESS = re.compile(r"(?P<before>\w[\w+.-]*://[^\s:/?#@]*:)(?P<secret>\S*)(?=@)")
_ASSIGNED = re.compile(
    r"(?P<before>\b[\w-]*(?:pass(?:word|wd)|pwd|token|secret)\s*=\s*)"
    r"(?P<secret>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^\s&;'\"]+)",
    re.IGNORECASE,
)


def redacted(text: str) -> str:
    """`text` with *** for the password of an address (`scheme://user:password@host`) and for what
    is assigned to a word such as password, passwd, pwd, token or secret."""
    for pattern in (_IN_ADDRESS, _ASSIGNED):
        text = pattern.sub(lambda found: found["before"] + HIDDEN, text)
    return text


def flags(texts: Mapping[str, str]) -> list[str]:
    """The bench's flags for the texts that travel on its command line."""
    return [f"--text={name}={text}" for name, text in texts.items() if name not in BY_ENVIRONMENT]


def kept(texts: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The texts without their secrets, and the names of those that held one."""
    shown = {name: redacted(text) for name, text in texts.items()}
    return shown, tuple(name for name, text in texts.items() if shown[name] != text)


def resumed(
    kept_texts: Mapping[str, str], hidden: Sequence[str], given: Mapping[str, str]
) -> dict[str, str]:
    """The texts of a run that goes on: those kept in its results, those with a secret from what is
    `given` again.

    `hidden` names the texts whose secret was not kept. UsageError when one is not given again, or
    another text is given.
    """
    for name, text in given.items():
        if redacted(text) != kept_texts.get(name):
            before = f"was {kept_texts[name]!r}" if name in kept_texts else "was not given"
            raise UsageError(
                f"the parameter {name} {before} when the run began: a resumed run does what it was asked for at first"
            )
    for name in hidden:
        if name not in given:
            raise UsageError(
                f"the parameter {name} held a secret, which is not kept ({kept_texts[name]!r}): give it again with "
                f"--param {name}=..."
            )
    return {**kept_texts, **given}
