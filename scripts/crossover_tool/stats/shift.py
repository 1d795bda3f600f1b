"""What contenders have in common between two runs: the machine's part of a change.

A machine that is 3 % slower throughout makes every contender 3 % slower. Who asks what one of them
did of itself holds it against the others, its controls. The shift is the centre (Huber's,
centre.py) of what they changed by, so that a quarter of them may have changed of themselves.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crossover_tool.stats.centre import centre, middle
from crossover_tool.stats.student import two_sided_quantile
from crossover_tool.stats.welch import LogDifference

LEVEL = 0.05

LEAST = 2
"""One control alone cannot be told from the contender that is held against it."""

MOST = math.log(1.05)
"""More than 5 % is not taken for the machine's, unless its calibration says so or the controls are
named: all contenders may well share what was changed."""

NORMAL_95 = 1.6449


@dataclass(frozen=True)
class Shift:
    """ln(after / before) that `count` controls have in common, its standard error, and the degrees
    of freedom behind that."""

    log: float
    error: float
    freedom: float
    count: int

    @property
    def ratio(self) -> float:
        """After over before."""
        return math.exp(self.log)

    @property
    def interval(self) -> tuple[float, float]:
        """The ratio's interval, at 95 %."""
        half = two_sided_quantile(LEVEL, self.freedom) * self.error
        return math.exp(max(-700.0, self.log - half)), math.exp(min(700.0, self.log + half))

    @property
    def proven(self) -> bool:
        """True when the interval excludes 1."""
        low, high = self.interval
        return low > 1.0 or high < 1.0

    def out_of(self, change: LogDifference) -> LogDifference:
        """What is left of a change when the shift is taken out. The errors of both stand in it; the
        degrees of freedom are Satterthwaite's (1946)."""
        parts = ((change.error**2, change.freedom), (self.error**2, self.freedom))
        total = sum(part for part, _ in parts)
        spread = sum(part**2 / freedom for part, freedom in parts)
        return replace(
            change,
            mean=change.mean - self.log,
            error=math.sqrt(total),
            freedom=total**2 / spread if spread > 0.0 else change.freedom,
            signs=(change.signs[0] - self.log, change.signs[1] - self.log),
        )


def common_shift(controls: Sequence[LogDifference]) -> Shift | None:
    """The shift of the controls' changes; None below LEAST of them that show their error.

    Where they do not differ by more than their errors let expect (Cochran 1954, Biometrics 10: his
    Q below its 95 % quantile, that by Wilson and Hilferty 1931), the error is the expected one.
    Else it is what they scatter by.
    """
    known = [one for one in controls if not math.isnan(one.error)]
    count = len(known)
    if count < LEAST:
        return None
    found = centre(sorted([one.mean for one in known]))
    expected = math.sqrt(math.fsum(one.error**2 for one in known)) / count
    if _agree(known, found.value):
        freedom = middle(sorted([one.freedom for one in known])) * count
        return Shift(found.value, expected, freedom, count)
    error = max(expected, found.deviation / math.sqrt(count))
    return Shift(found.value, error, max(1.0, found.inside - 1.0), count)


def _agree(controls: Sequence[LogDifference], value: float) -> bool:
    if any(one.error == 0.0 for one in controls):
        return all(one.mean == value for one in controls)
    q = math.fsum(((one.mean - value) / one.error) ** 2 for one in controls)
    freedom = len(controls) - 1
    part = 2.0 / (9.0 * freedom)
    return q <= freedom * (1.0 - part + NORMAL_95 * math.sqrt(part)) ** 3


def chargeable(
    shift: Shift | None, calibrated: float, named: bool, wandered: float = 0.0
) -> Shift | None:
    """The shift, where it may be charged to the machine: proven, and not larger than MOST, than the
    `calibrated` drift of an idle core (0.08: 8 %), or than what the machine `wandered` by within
    the runs makes of two of them (wander.py, as ln), unless the controls were `named` as untouched.

    One towards faster needs the calibration or the names: who made most contenders 4 % faster has
    not made the last one slower.
    """
    if shift is None or not shift.proven:
        return None
    unseen = max(MOST, wandered) if shift.log > 0.0 else 0.0
    most = math.inf if named else max(unseen, math.log1p(calibrated))
    return shift if abs(shift.log) <= most else None
