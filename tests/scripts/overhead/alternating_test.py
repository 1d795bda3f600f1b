"""Both sides of a figure in turn, block by block."""

import pytest
from crossover_tool.errors import SampleError
from crossover_tool.overhead.alternating import Pairing, measure
from crossover_tool.overhead.promise import Promise, State

PROMISE = Promise("native", "a", "timer", 0.98, 1.02, "b")


def recorded(log: list[str], name: str, value: float = 1.0) -> Pairing:
    def take(side: str) -> float:
        log.append(f"{name} {side}")
        return value

    return Pairing(PROMISE, lambda: take("program"), lambda: take("beside"))


def test_who_begins_alternates_and_figures_are_interleaved() -> None:
    log: list[str] = []
    measure([recorded(log, "x"), recorded(log, "y")], 2, lambda block: log.append(f"- {block}"))
    assert log == [
        *("- 0", "x program", "x beside", "y program", "y beside"),
        *("- 1", "x beside", "x program", "y beside", "y program"),
    ]


def test_what_cannot_be_taken_is_skipped_and_the_rest_goes_on() -> None:
    log: list[str] = []
    missing = recorded(log, "x")
    missing.reason = "it is not there"
    skipped, found = measure([missing, recorded(log, "y")], 6, lambda _: None)
    assert (skipped.state, found.state) == (State.SKIPPED, State.KEPT)
    assert {line.split()[0] for line in log} == {"y"}


def test_more_figures_widen_each_interval() -> None:
    def noisy() -> Pairing:
        values = iter([1.0, 1.01, 0.99, 1.005, 0.995, 1.02, 0.98, 1.0] * 2)
        return Pairing(PROMISE, lambda: next(values))

    (alone,) = measure([noisy()], 12, lambda _: None)
    several = measure([noisy() for _ in range(10)], 12, lambda _: None)
    assert several[0].high - several[0].low > alone.high - alone.low


def test_a_side_that_fails_ends_it() -> None:
    def fail() -> float:
        raise SampleError("the server died")

    with pytest.raises(SampleError, match="the server died"):
        measure([Pairing(PROMISE, fail)], 2, lambda _: None)
