"""A range of one option as the many values among which a crossover is searched."""

from collections.abc import Callable, Sequence

from crossover_tool.axis import Axis, short
from crossover_tool.errors import UsageError
from crossover_tool.suites import values
from crossover_tool.suites.cell_table import CellTable
from crossover_tool.suites.values import reading

STEPS = 64
"""Sixty-four steps from end to end: over three decades neighbours differ by 11 %, and six halvings
reach any of them."""


def between(low: int, high: int, log: bool, steps: int = STEPS) -> list[int]:
    """Both ends and about `steps` - 1 whole values between, evenly spaced by ratio or by
    difference."""
    shares = [step / steps for step in range(steps + 1)]
    if log:
        found = [low * (high / low) ** share for share in shares]
    else:
        found = [low + (high - low) * share for share in shares]
    return sorted({round(value) for value in found})


def spread_out(
    table: CellTable,
    flag: str = "--find-crossover",
    steps: Callable[[int, int], int] = lambda low, high: STEPS,
) -> CellTable:
    """`table` with what has several values in it spread over their range, for `flag`, in as many
    `steps` as belong to its ends. UsageError when not exactly one thing has."""
    swept = {name: found for name, found in table.said.items() if len(found) > 1}
    if not swept:
        raise UsageError(
            f"{flag} searches the range of one option, and none has one: write for example "
            "--tasks 1,1000"
        )
    if len(swept) > 1:
        named = " and ".join(map(short, swept))
        raise UsageError(
            f"{flag} searches the range of one option, and {named} have several values: leave one "
            "value to all but one of them"
        )
    ((name, found),) = swept.items()
    ends = _counts(found) if name == "limit" else [end for end in found if isinstance(end, int)]
    if len(ends) < len(found):
        raise UsageError(f"{flag} searches the range of a number, and {short(name)} is a choice")
    low, high = min(ends), max(ends)
    log = low > 0 and not name.endswith("_pct")
    dense = between(low, high, log, steps(low, high))
    if len(dense) < 3:
        told = f"{Axis(name).text(low)} and {Axis(name).text(high)}"
        raise UsageError(f"{flag} needs room between the ends of --{short(name)}, and got {told}")
    return table.having(name, dense)


def _counts(limits: Sequence[object]) -> list[int]:
    return reading("the ends of --limit", lambda: [values.count(limit) for limit in limits])
