"""The texts of a run: a command, an address. What they are, and how they are kept and shown without
their secrets."""

from collections.abc import Mapping, Sequence

from crossover_tool.bench.catalog import Catalog
from crossover_tool.errors import UsageError
from crossover_tool.names import unknown
from crossover_tool.secrets import redacted, redacted_dsn

BY_ENVIRONMENT = {"dsn": "CROSSOVER_DSN"}
"""Texts that reach the bench in a variable of the environment: a command line can be read by
everyone."""

DSN = "dsn"


def shown(name: str, text: str) -> str:
    """The text of this name as it is kept and shown: without its secrets."""
    return redacted_dsn(text) if name == DSN else redacted(text)


def kept_notice(texts: Mapping[str, str]) -> str:
    """The sentence that says which texts of a run its results keep; "" without one."""
    if not texts:
        return ""
    kept = ", ".join(f"{name} as {shown(name, text)!r}" for name, text in texts.items())
    return f"the results keep {kept}"


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
        if shown(name, text) != kept.get(name):
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
