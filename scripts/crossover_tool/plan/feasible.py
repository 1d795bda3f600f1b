"""Telling what will not be measured, before anything is: a sentence for each reason, with the
option that changes it."""

import math
import resource
from collections.abc import Iterator, Sequence

from crossover_tool.errors import MachineLimitError, UsageError
from crossover_tool.plan.entrants import Entrant, Entrants
from crossover_tool.readable import warn
from crossover_tool.suite import Suite
from crossover_tool.units import show


def refuse_hopeless(entrants: Entrants) -> None:
    """UsageError when nothing can be measured; MachineLimitError when what was asked for by hand
    needs more descriptors than there are."""
    skipped = list(_skipped(entrants))
    if entrants.suite.strict:
        for entrant in skipped:
            _refuse_descriptors(entrant)
    cells = range(len(entrants.suite.cells))
    if skipped and not any(entrants.running(number) for number in cells):
        sentences = _sentences(skipped, entrants.suite)
        raise UsageError(f"nothing can be measured: {'; '.join(sentences)}")


def tell_skipped(entrants: Entrants) -> None:
    """A line on standard error for each reason why something that was asked for by hand is left
    out."""
    if entrants.suite.strict:
        for sentence in _sentences(list(_skipped(entrants)), entrants.suite):
            warn(f"warning: left out: {sentence}")


def _skipped(entrants: Entrants) -> Iterator[Entrant]:
    for number in range(len(entrants.suite.cells)):
        yield from entrants.skipped(number).values()


def _refuse_descriptors(entrant: Entrant) -> None:
    needed, there = entrant.pair.needs.descriptors, resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if entrant.pair.reason and there != resource.RLIM_INFINITY and needed > there:
        pair = entrant.pair
        raise MachineLimitError(f"{pair.contender.name} on {pair.cell.label}: {pair.reason}")


def _sentences(skipped: Sequence[Entrant], suite: Suite) -> list[str]:
    """Why `skipped` are left out; samples that are too long are one reason, whatever their
    length."""
    too_long = [entrant for entrant in skipped if not entrant.pair.reason and entrant.least_s > 0]
    others = [entrant.skipped for entrant in skipped if entrant not in too_long]
    counted = [_counted(others.count(reason), reason) for reason in dict.fromkeys(others)]
    return ([_too_long(too_long, suite)] if too_long else []) + counted


def _too_long(entrants: Sequence[Entrant], suite: Suite) -> str:
    shortest = min(entrant.least_s for entrant in entrants)
    longest = max(entrant.least_s for entrant in entrants)
    allowed = min(planned.max_sample_us for planned in suite.cells)
    least = show.long_duration_s(shortest)
    span = least if longest < 1.01 * shortest else f"{least} to {show.long_duration_s(longest)}"
    reason = (
        f"a sample would take {span} at least, and --max-sample allows {show.duration_us(allowed)}"
    )
    enough = f"--max-sample {math.ceil(shortest)}s"
    return _counted(len(entrants), f"{reason}: write {enough} or more, or ask for less")


def _counted(count: int, reason: str) -> str:
    return f"{count} pair{'' if count == 1 else 's'} of contender and cell: {reason}"
