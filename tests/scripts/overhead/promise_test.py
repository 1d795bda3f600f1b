"""A promise is kept or broken where the whole interval lies on one side of a bound, else open."""

import math
import random

import pytest
from crossover_tool.overhead.alternating import Pairing, measure
from crossover_tool.overhead.overhead_words import as_json, bullet, sentence
from crossover_tool.overhead.promise import Judged, Promise, State

RATIO = Promise("bare", "gather/asyncio", "timer", 1 / 1.05, 1.05, "bare_asyncio.py")
TIME = Promise("empty", "sequential/cpython", "noop", 0.0, 100.0)


@pytest.mark.parametrize(
    ("low", "high", "state"),
    [
        (0.97, 1.04, State.KEPT),
        (1.051, 1.2, State.BROKEN),
        (0.8, 0.95, State.BROKEN),
        (1.04, 1.06, State.OPEN),
        (0.9, 1.0, State.OPEN),
        (0.0, math.inf, State.OPEN),
    ],
)
def test_the_whole_interval_decides(low: float, high: float, state: State) -> None:
    assert Judged(RATIO, 1.0, low, high, 12).state is state


def test_a_time_has_one_bound() -> None:
    assert Judged(TIME, 40.0, 1.0, 100.0, 12).state is State.KEPT
    assert Judged(TIME, 110.0, 100.1, 120.0, 12).state is State.BROKEN


def measured(promise: Promise, factor: float, seed: int = 1, blocks: int = 12) -> Judged:
    """What is found of a side that takes `factor` times what the other one does, where each process
    is off by 1 % and each block by 20 %."""
    rng = random.Random(seed)
    block = [1.0]

    def hear(_: int) -> None:
        block[0] = math.exp(rng.gauss(0, 0.2))

    pairing = Pairing(
        promise,
        lambda: factor * block[0] * math.exp(rng.gauss(0, 0.01)),
        lambda: block[0] * math.exp(rng.gauss(0, 0.01)),
    )
    (found,) = measure([pairing], blocks, hear)
    return found


def test_a_slow_contract_is_seen_and_a_quick_one_passes() -> None:
    assert measured(RATIO, 1.10).state is State.BROKEN
    assert measured(RATIO, 0.90).state is State.BROKEN
    assert measured(RATIO, 1.00).state is State.KEPT
    assert measured(RATIO, 1.05).state is State.OPEN


def test_what_is_kept_is_hardly_ever_called_broken() -> None:
    wrong = [seed for seed in range(300) if measured(RATIO, 1.05, seed).state is State.BROKEN]
    assert len(wrong) <= 15


def test_sentences_say_figure_interval_and_bound() -> None:
    found = Judged(TIME, 43.2, 41.0, 47.5, 12)
    assert bullet(found) == "kept    "
    assert sentence(found) == (
        "sequential/cpython on noop: 43.2 us from order to answer beyond the batch itself "
        "(41.0 to 47.5, 12 blocks); promised: at most 100 us"
    )
    slow = Judged(RATIO, 1.1, 1.08, 1.12, 12)
    assert bullet(slow) == "BROKEN  "
    assert "1.1000 times what bare_asyncio.py takes (1.0800 to 1.1200, 12 blocks)" in sentence(slow)
    assert sentence(slow).endswith("promised: within 5 %")


def test_what_is_skipped_has_its_reason_and_no_number() -> None:
    found = Judged(RATIO, reason="uvloop is not installed")
    assert (bullet(found), as_json(found)["value"]) == ("skipped ", None)
    assert sentence(found).endswith("uvloop is not installed")
