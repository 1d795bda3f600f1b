"""Saying what a mistyped name probably meant."""

import difflib
from collections.abc import Collection, Iterable

from crossover_tool.errors import UsageError


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name` (case ignored), or None when none is alike."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[found[0]] if found else None


def refuse_unknown(
    kind: str, given: Iterable[str], known: Collection[str], where: str = ""
) -> None:
    """UsageError for the first name of `given` that is not `known`; it says `where` before."""
    for name in given:
        if name not in known:
            raise UsageError(f"{where}{unknown(kind, name, known)}")


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence for an unknown name: the nearest match when there is one, and what is known."""
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    hint = f"did you mean {near!r}? " if near else ""
    return f"unknown {kind} {name!r}: {hint}known: {', '.join(names) if names else 'none'}"
