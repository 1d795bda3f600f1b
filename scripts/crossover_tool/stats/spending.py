"""The error rate of a report, and how it is spent over several analyses of the evidence.

Analysing again and again until something is significant finds a winner among equals sooner or
later. So the analyses share one error rate: the part that is spent by a moment is the part of the
budget that has passed (Lan and DeMets 1983, their linear function, in calendar time as in Lan and
DeMets 1989), and each is judged at what it adds. That the parts sum to the whole is Bonferroni's
inequality: it holds however the analyses depend on one another, and whenever one stops.
"""

WINNERS = 0.03
"""At most 5 % of reports name a false winner, in however many cells they have. Two of the five are
kept back: out in the tail, at the level of one cell among forty, Student's t on twelve blocks of
a real run's noise (of 2026-11-25: skewed, heavy in a third of the cells) errs up to twice as often
as it says."""

STANDINGS = 0.05
"""In at most this share of cells the best contender is among those called slower (subset selection,
Gupta 1965, with Holm's procedure over the rivals). Not corrected over the report: no winner is
named by it."""

CONTROLS = 0.05
"""At most this share of reports declares a cell VOID although its two identical contenders are
identical."""

REGRETS = 0.04
"""At most 5 % of reports call a strategy good enough that is not, or behind that is not. One is
kept back, for the noise that WINNERS speaks of."""

PAIR = 0.05
"""The level of a single pair's own interval, with which a TIE is judged and which no report-wide
correction widens."""


def share(passed: float, before: float) -> float:
    """The part of every error rate that an analysis may spend, when `passed` of the budget is over
    and analyses before it came when `before` of it was. Both from 0 to 1."""
    return max(0.0, min(1.0, passed) - min(1.0, before))


def late_share(passed: float, before: float) -> float:
    """As `share`, for decisions that need many blocks and are not sooner asked for: what is spent
    grows with the square of the time that has passed (K. Kim, D. L. DeMets 1987, Biometrika 74:
    power family), so that an early analysis costs the last one little."""
    return max(0.0, min(1.0, passed) ** 2 - min(1.0, before) ** 2)
