"""What was found of the contract's cost: a sentence a figure, and its JSON."""

import math
from typing import Any

from crossover_tool.overhead.promise import Judged, Promise, State
from crossover_tool.units import show

SHOWN = {State.KEPT: "kept    ", State.BROKEN: "BROKEN  ", State.OPEN: "open    "}
SKIPPED = "skipped "


def bullet(found: Judged) -> str:
    """The word that stands before a sentence, as `crossover check-program` has it."""
    return SHOWN.get(found.state, SKIPPED)


def sentence(found: Judged) -> str:
    """The figure with its interval, and what is promised of it."""
    promise = found.promise
    subject = f"{promise.who} on {promise.where}"
    if found.state is State.SKIPPED:
        return f"{subject}: {found.reason}"
    between = f"{_number(promise, found.low)} to {_number(promise, found.high)}"
    return (
        f"{subject}: {_figure(promise, found.value)} ({between}, {found.count} blocks); "
        f"promised: {_bound(promise)}{_advice(found.state)}"
    )


def as_json(found: Judged) -> dict[str, Any]:
    """The same for a script; numbers are null where nothing was measured."""
    promise, skipped = found.promise, found.state is State.SKIPPED
    numbers = {"value": found.value, "low": found.low, "high": found.high}
    return {
        "figure": promise.figure,
        "contender": promise.who,
        "cell": promise.where,
        "beside": promise.beside or None,
        "unit": "us" if promise.in_us else "ratio",
        **{name: None if skipped else value for name, value in numbers.items()},
        "blocks": found.count,
        "at_least": promise.least,
        "at_most": None if math.isinf(promise.most) else promise.most,
        "state": found.state.value,
        "reason": found.reason,
    }


def _figure(promise: Promise, value: float) -> str:
    number = _number(promise, value)
    if promise.in_us:
        return f"{number} us from order to answer beyond the batch itself"
    return f"{number} times what {promise.beside} takes"


def _number(promise: Promise, value: float) -> str:
    return show.significant(value) if promise.in_us else f"{value:.4f}"


def _bound(promise: Promise) -> str:
    if promise.in_us:
        return f"at most {promise.most:g} us"
    return f"within {100.0 * (promise.most - 1.0):.0f} %"


def _advice(state: State) -> str:
    return "; more --blocks would tell" if state is State.OPEN else ""
