"""Parameters that are texts: a command, an address. They are one for a whole run; how they reach
the bench, and how they are kept and shown without their secrets."""

from collections.abc import Mapping, Sequence

from crossover_tool.errors import UsageError
from crossover_tool.secrets import redacted, redacted_dsn, secrets_in

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


def kept(texts: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The texts without their secrets, and the names of those that held one."""
    safe = {name: shown(name, text) for name, text in texts.items()}
    return safe, tuple(name for name, text in texts.items() if safe[name] != text)


def secrets_of(texts: Mapping[str, str]) -> list[str]:
    """The secrets in the texts, the longest first: what is not to be said elsewhere either."""
    found = [one for name, text in texts.items() for one in secrets_in(shown(name, text), text)]
    return sorted(found, key=len, reverse=True)


def resumed(
    kept_texts: Mapping[str, str], hidden: Sequence[str], given: Mapping[str, str]
) -> dict[str, str]:
    """The texts of a run that goes on: those kept in its results, those with a secret from what is
    `given` again.

    `hidden` names the texts whose secret was not kept. UsageError when one is not given again, or
    another text is given.
    """
    for name, text in given.items():
        if shown(name, text) != kept_texts.get(name):
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
