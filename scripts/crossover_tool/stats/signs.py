"""Which values of a sample enclose its median, whatever the distribution: the sign test turned into
an interval.

The number of n independent values below their median is binomial with probability 1/2, so that the
j-th smallest and the j-th largest enclose it with probability 1 - 2 P(Bin(n, 1/2) < j) at least
(W. R. Thompson 1936, Annals of Mathematical Statistics 7; D. F. Hinkley and others in every
textbook since). No symmetry is assumed, nor a finite variance.
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice, takewhile

GUARD = 0.15
"""The level at which the signs must agree with every claim."""

SPARED, SHARE = 3, 6
"""Three blocks, or one in six, may contradict whatever the level of a claim. At 12 blocks not even
eleven agreeing signs reach the level of one claim among forty (0.1 %), though normal noise lets one
in fifteen stray past a margin that is far off: there the signs guard what Student's t claims. From
24 blocks on they reach that level by themselves, and the claim is theirs."""


@cache
def p_signs(exceptions: int, count: int) -> float:
    """Two-sided p-value of at most `exceptions` of `count` values on the wrong side of the
    median."""
    return next(islice(_p_values(count), exceptions, None), 1.0)


@cache
def rank(count: int, alpha: float) -> int:
    """The largest j whose interval, from the j-th smallest to the j-th largest value, holds the
    median with probability 1 - alpha; 0 when not even the whole range does."""
    return sum(1 for _ in takewhile(lambda p: p <= alpha, _p_values(count)))


def _p_values(count: int) -> Iterator[float]:
    """`p_signs` of 0, 1, ... and `count` - 1 exceptions, in whole numbers as far as they go: of a
    thousand values no power of two is a float."""
    whole = 1 << max(0, count - 1)
    ways = tail = 1
    for exceptions in range(count):
        yield min(1.0, tail / whole)
        ways = ways * (count - exceptions) // (exceptions + 1)
        tail += ways


@cache
def guard(count: int) -> int:
    """The rank below which no level presses the interval of `count` values: SPARED of them may
    contradict, as far as the rest agrees at GUARD. Below six values that is the whole range, at
    nine 96 %, at twelve 85 %, from fifteen on 96 % and more."""
    return max(1, min(1 + max(SPARED, count // SHARE), rank(count, GUARD)))
