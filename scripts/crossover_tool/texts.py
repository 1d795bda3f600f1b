"""The texts of a run: a command, an address. What they are, and how they are kept and shown without
their secrets."""

import re
from collections.abc import Mapping, Sequence

from crossover_tool.bench.catalog import Catalog
from crossover_tool.errors import UsageError
from crossover_tool.names import unknown

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


def parse(items: Sequence[str], aliases: Mapping[str, str | None]) -> dict[str, str]:
    """The texts in `--text NAME=TEXT` items and in options of their own, by name. UsageError for
    one that is malformed or given twice."""
    found = {name: text for name, text in aliases.items() if text is not None}
    for item in items:
        name, equals, text = item.partition("=")
        if not equals or not name:
            raise UsageError(
                f"--text {redacted(item)!r} is not NAME=TEXT: write for example --text command='./mytool {{i}}'"
            )
        if name in found:
            raise UsageError(f"the text {name} is given twice")
        found[name] = text
    return found


def check(texts: Mapping[str, str], workloads: Sequence[str], catalog: Catalog) -> None:
    """UsageError for a text that no workload takes, or none of `workloads`."""
    takers = {
        name: [w.name for w in catalog.workloads if any(text.name == name for text in w.texts)]
        for name in texts
    }
    for name, taking in takers.items():
        if not taking:
            known = [text.name for workload in catalog.workloads for text in workload.texts]
            raise UsageError(unknown("text", name, known))
        if not set(taking) & set(workloads):
            raise UsageError(
                f"the text {name} is for workload {' and '.join(taking)}, and none of this run takes it: "
                f"add --workload {taking[0]}, or leave the text out"
            )


def resumed(
    kept: Mapping[str, str], hidden: Sequence[str], given: Mapping[str, str]
) -> dict[str, str]:
    """The texts of a run that goes on: those `kept` in its results, those with a secret from what
    is `given` again.

    `hidden` names the texts whose secret was not kept. UsageError when one is not given again, or
    another text is given.
    """
    for name, text in given.items():
        if redacted(text) != kept.get(name):
            before = f"was {kept[name]!r}" if name in kept else "was not given"
            raise UsageError(
                f"the text {name} {before} when the run began: a resumed run does what it was asked for at first"
            )
    for name in hidden:
        if name not in given:
            raise UsageError(
                f"the text {name} held a secret, which is not kept ({kept[name]!r}): give it again with "
                f"--text {name}=..."
            )
    return {**kept, **given}
