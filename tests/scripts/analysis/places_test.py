"""The effect of the place in a block, from samples in which it is planted."""

import random
from collections.abc import Callable
from dataclasses import replace

import made_goals
import pytest
from crossover_tool.analysis.places import effects_of_place
from crossover_tool.cell import Contender
from crossover_tool.samples.records import Sample, Status

NAMES = [Contender("gather", engine) for engine in ("a", "b", "c", "d")]


def samples(factor: Callable[[int], float], failed: int = -1) -> list[Sample]:
    """Ten blocks in a rotating order; who stands at a place takes so many times as long. `failed`:
    a block whose first sample has no figure."""
    noise, found = random.Random(3), []
    for block in range(10):
        for place in range(len(NAMES)):
            who = (block * 3 + place) % len(NAMES)
            span = 1e6 * (1 + who) * factor(place) * noise.uniform(0.995, 1.005)
            good = made_goals.measured(NAMES[who], span)
            bad = replace(good, status=Status.ERROR, makespan_ns=())
            order = 10 * block + place
            found.append(Sample(block, order, 0, bad if (block, place) == (failed, 0) else good))
    return found[::-1]  # their order counts, not that of the lines


def test_a_slow_first_place_is_found() -> None:
    effects = {
        e.kind: e for e in effects_of_place(samples(lambda p: 1.0 + 0.2 * (p == 0)), 1, 0.02)
    }
    assert effects["first"].effect == pytest.approx(0.2, abs=0.01)


def test_a_failed_sample_keeps_its_place() -> None:
    slow_first = samples(lambda p: 1.0 + 0.2 * (p == 0), failed=4)
    (first, *_) = effects_of_place(slow_first, 1, 0.02)
    assert (first.kind, first.effect) == ("first", pytest.approx(0.2, abs=0.01))


def test_what_is_within_the_margin_is_not_told() -> None:
    assert effects_of_place(samples(lambda p: 1.0), 1, 0.02) == ()
    assert effects_of_place(samples(lambda p: 1.0 + 0.2 * (p == 0)), 1, 0.5) == ()
    assert effects_of_place([], 1, 0.02) == ()
