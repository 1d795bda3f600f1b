"""Saying what a mistyped name probably meant."""

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name` (case ignored), or None when none is alike."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[found[0]] if found else None


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence for an unknown name: the nearest match when there is one, and what is known."""
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    hint = f"did you mean {near!r}? " if near else ""
    return f"unknown {kind} {name!r}: {hint}known: {', '.join(names) if names else 'none'}"
