"""The words and marks of a field of the regret matrix: the same on a terminal, in a picture and on
the page, whose script (reports/html/js/matrix.js) writes them as well."""

from collections.abc import Iterable, Sequence
from enum import Enum

from crossover_tool.stats.regret import Class

GOOD, OPEN, UNASKED = "✓", "?", "–"


def marked(told: str, proven: Class) -> str:
    """A regret told apart without colours: `✓ 1.02x`, `1.2x ?`, `2.3x`."""
    return {Class.GOOD: f"{GOOD} {told}", Class.OPEN: f"{told} {OPEN}", Class.BEHIND: told}[proven]


class Silence(str, Enum):
    """Why a choice that was asked has no figure, the gravest first."""

    FAILS = "fails"
    CANNOT = "cannot"
    LATE = "late"
    """Requests were let go too late in all of its samples: nothing is known of it."""


def silence_of(status: str) -> Silence:
    """By the status of its samples."""
    return {"": Silence.CANNOT, "skipped": Silence.CANNOT, "late": Silence.LATE}.get(
        status, Silence.FAILS
    )


def in_place_of_guarantee(found: Sequence[Silence | None]) -> Silence | None:
    """Of a choice's questions, why it guarantees nothing. Where some of its requests came too late and
    others did not, the worst that is known stands, and is open."""
    worst = gravest(found)
    return None if worst is Silence.LATE and not all(found) else worst


def gravest(found: Iterable[Silence | None]) -> Silence | None:
    """Of some, or none, the one that is told."""
    seen = set(found)
    return next((one for one in Silence if one in seen), None)
