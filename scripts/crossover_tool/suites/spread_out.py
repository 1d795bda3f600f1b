"""A range of one option as the many values among which a crossover is searched."""

from collections.abc import Callable, Mapping

from crossover_tool.bench.catalog import Workload
from crossover_tool.cell import ParamValue
from crossover_tool.errors import UsageError
from crossover_tool.suites import values
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
    options: Mapping[str, str],
    workload: Workload,
    flag: str = "--find-crossover",
    steps: Callable[[int, int], int] = lambda low, high: STEPS,
) -> dict[str, str]:
    """`options` with the one that names several values spread over their range, for `flag`, in as
    many `steps` as belong to its ends. UsageError when not exactly one does."""
    swept = [key for key, text in options.items() if len(values.split(text)) > 1]
    if len(swept) != 1:
        what = f"{' and '.join(swept)} do" if swept else "none does"
        raise UsageError(
            f"{flag} searches the range of one option, and {what}: write for example --tasks 1,1000"
        )
    key = swept[0]
    spec = None if key in ("tasks", "limit") else workload.param(key)

    def read(part: str) -> ParamValue:
        return values.param(spec, key, part) if spec else values.count(part)

    ends = [reading(f"--{key}", lambda: read(part)) for part in values.split(options[key])]
    found = [end for end in ends if isinstance(end, int)]
    if len(found) < len(ends):
        raise UsageError(f"{flag} searches the range of a number, and {key} is a choice")
    name = spec.name if spec else key
    low, high = min(found), max(found)
    log = low > 0 and not name.endswith("_pct")
    dense = between(low, high, log, steps(low, high)) if high > low else []
    if len(dense) < 3:
        raise UsageError(f"{flag} needs room between the ends of --{key}, and got {options[key]}")
    kept = {other: text for other, text in options.items() if other != key}
    return {**kept, name: ",".join(str(value) for value in dense)}
