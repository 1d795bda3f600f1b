"""Blocks that depend on one another are noticed, independent ones are not."""

import math
import random

from crossover_tool.stats.dependence import Dependence, dependence


def cells(rng: random.Random, kept: float, skewed: bool) -> list[dict[str, dict[int, float]]]:
    """Ten cells of four contenders and twelve blocks, each with a mode that it keeps with a
    probability of `kept`."""
    found = []
    for _ in range(10):
        cell: dict[str, dict[int, float]] = {}
        for name in "abcd":
            slow = rng.random() < 0.5
            cell[name] = {}
            for block in range(12):
                slow = slow if rng.random() < kept else rng.random() < 0.5
                noise = rng.expovariate(20.0) if skewed else rng.gauss(0.0, 0.02)
                cell[name][block] = math.exp(noise + 0.1 * slow)
        found.append(cell)
    return found


def test_modes_that_are_kept_are_noticed() -> None:
    rng = random.Random(1)
    found = [dependence(cells(rng, 0.8, False)) for _ in range(20)]
    assert all(one.proven for one in found)
    assert all(one.autocorrelation > 0.2 for one in found)


def test_who_left_on_the_way_does_not_hide_it() -> None:
    found = []
    for cell in cells(random.Random(1), 0.8, False):
        found.append({**cell, "left": {block: 9.0 for block in range(3)}})
    assert dependence(found).proven


def test_a_sample_that_was_lost_hides_nothing() -> None:
    found = cells(random.Random(1), 0.8, False)
    for cell in found:
        for lost, name in enumerate("abc"):
            del cell[name][lost]
    assert dependence(found).proven


def test_the_sentence_goes_by_how_much_wider_the_intervals_should_be() -> None:
    assert "about 6 % wider, and a verdict whose interval" in Dependence(0.06, 0.001).sentence
    assert "about 53 % wider, and the verdicts are not" in Dependence(0.4, 0.001).sentence
    assert Dependence(0.4, 0.02).sentence == ""


def test_independent_blocks_are_not_warned_of() -> None:
    rng = random.Random(2)
    for skewed in (False, True):
        found = [dependence(cells(rng, 0.0, skewed)) for _ in range(60)]
        assert sum(one.proven for one in found) <= 3
        assert sum(one.p_value < 0.5 for one in found) in range(18, 43)


def test_without_blocks_nothing_is_said() -> None:
    assert not dependence([]).proven
    assert dependence([{"a": {0: 1.0, 1: 1.0}, "b": {0: 1.0, 1: 2.0}}]).p_value == 1.0
    assert dependence([{"a": {b: 1.0 for b in range(9)}, "b": {b: 1.0 for b in range(9)}}])
