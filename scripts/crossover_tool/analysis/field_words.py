"""The words and marks of a field of the regret matrix: the same on a terminal, in a picture and on
the page, whose script (reports/html/js/matrix.js) writes them as well."""

from crossover_tool.stats.regret import Class

GOOD, OPEN, UNASKED = "✓", "?", "–"


def marked(told: str, proven: Class) -> str:
    """A regret told apart without colours: `✓ 1.02x`, `1.2x ?`, `2.3x`."""
    return {Class.GOOD: f"{GOOD} {told}", Class.OPEN: f"{told} {OPEN}", Class.BEHIND: told}[proven]


def silent(fails: bool) -> str:
    """Where a choice that was asked has no figure."""
    return "fails" if fails else "cannot"
