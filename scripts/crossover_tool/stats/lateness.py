"""Samples whose generator was late: what may be claimed without knowing whose doing that was.

Such a sample holds no figure of its contender, so it is no evidence. But to leave it out may favour
one: a contender that keeps all cores busy in some of its processes makes the generator late in
those, and what is left are its good ones. To call it the slowest may wrong one, where the machine
was to blame; and the quicker a contender answers, the less lateness its samples bear.

So every claim about two contenders must hold wherever the missing figures lie (C. F. Manski 1989,
Journal of Human Resources 24: bounds without an assumption on why something is missing). In a block
in which the generator of either was late, "good enough" takes the one to be slower by far than the
other, and "behind" quicker by far. The order statistics and Huber's centre behind every interval
(paired.py) are made for a few such values: one of eight may be late, and claims stand; where a
quarter is, nothing is claimed any more.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from crossover_tool.stats.paired import LogRatio
from crossover_tool.stats.spread import Scatter, Series, moderated

FAR = 1000.0
"""By how much a figure that is missing may lie off: beyond every margin and interval, and yet a
number."""

NOBODY: Collection[int] = frozenset()

CAUSED = 0.05
"""At most this share of reports calls lateness a contender's own doing that is not."""


@dataclass(frozen=True)
class Against:
    """One contender's ratio to another, of whose choice so many `engines` stood for election: over
    the blocks in which both have figures, and `most` and `least`, as if it had been the slower, or
    the quicker, in those in which either should have had one and its generator was late."""

    ratio: LogRatio
    engines: int
    most: LogRatio
    least: LogRatio

    @property
    def count(self) -> int:
        """In how many blocks both have figures."""
        return self.ratio.count


def against(
    own: Series,
    other: Series,
    late: tuple[Collection[int], Collection[int]],
    cell: Scatter,
    engines: int = 1,
) -> Against:
    """The ratio of two series, whose generators were `late` in these blocks; moderated by what the
    cell scatters."""
    ratio = moderated(own, other, cell)
    mine, theirs = ({*late[0]} - {*own}, {*late[1]} - {*other})
    missing = (mine & ({*other} | theirs)) | (theirs & {*own})
    if not missing:
        return Against(ratio, engines, ratio, ratio)
    far, near = dict.fromkeys(missing, FAR), dict.fromkeys(missing, 1.0)
    return Against(
        ratio,
        engines,
        moderated({**own, **far}, {**other, **near}, cell),
        moderated({**own, **near}, {**other, **far}, cell),
    )


@dataclass(frozen=True)
class Late:
    """In how many of a contender's samples on a cell the generator was late, of those in which it
    could have been."""

    late: int
    taken: int


def own_doing(cell: Mapping[str, Late], level: float = CAUSED) -> tuple[str, ...]:
    """The contenders of a cell whose generators are proven to be late more often than those of the
    others together, at `level` for all of them (Fisher's exact test, one-sided, Bonferroni). Nobody
    where there are no others."""
    late, taken = (
        sum(one.late for one in cell.values()),
        sum(one.taken for one in cell.values()),
    )
    return tuple(
        name
        for name, one in cell.items()
        if one.taken < taken and _as_many(one, late, taken) <= level / len(cell)
    )


def _as_many(one: Late, late: int, taken: int) -> float:
    """How likely one has so many of the `late` samples, or more, if each of those `taken` were as
    likely to be one of them (hypergeometric)."""
    most = min(late, one.taken)
    ways = sum(
        math.comb(one.taken, k) * math.comb(taken - one.taken, late - k)
        for k in range(one.late, most + 1)
    )
    return ways / math.comb(taken, late)
