"""Verdicts: by hand, and on simulated noise with a known truth."""

import math
import random

import pytest
from crossover_tool.stats.holm import holm
from crossover_tool.stats.paired import log_ratio
from crossover_tool.stats.verdict import Judgement, Standing, Verdict, judge

Cell = dict[str, dict[int, float]]


def simulated(rng: random.Random, truth: dict[str, float], blocks: int, sigma: float) -> Cell:
    """Makespans with log-normal noise of each sample, and weather that all of a block share."""
    weather = [rng.gauss(0, 0.2) for _ in range(blocks)]
    return {
        name: {block: span * math.exp(weather[block] + rng.gauss(0, sigma)) for block in range(blocks)}
        for name, span in truth.items()
    }


def verdicts(truth: dict[str, float], blocks: int, sigma: float, runs: int = 300) -> list[Judgement]:
    rng = random.Random(11)
    return [judge(simulated(rng, truth, blocks, sigma)) for _ in range(runs)]


def share(judgements: list[Judgement], verdict: Verdict, leader: str = "") -> float:
    return sum(j.verdict is verdict and leader in j.leader for j in judgements) / len(judgements)


def test_holm_is_the_worked_example() -> None:
    # p-values 0.01, 0.04, 0.03, 0.005 at 5 %: the two smallest are rejected, the procedure stops at 0.03 > 0.05 / 2.
    steps = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}, 0.05)
    assert [name for name, step in steps.items() if step.rejected] == ["d", "a"]
    assert steps["d"].level == pytest.approx(0.0125)
    assert steps["b"].level == steps["c"].level == pytest.approx(0.025)


def test_the_paired_ratio_is_blind_to_the_weather_of_a_block() -> None:
    ratio = log_ratio({0: 2.0, 1: 20.0, 2: 8.0}, {0: 1.0, 1: 10.0, 2: 4.0, 3: 99.0})
    assert ratio.ratio == pytest.approx(2.0)
    assert (ratio.count, ratio.error) == (3, pytest.approx(0.0, abs=1e-12))


def test_the_interval_of_a_ratio_is_that_of_a_textbook() -> None:
    # ln ratios 0.1, 0.2, 0.3: mean 0.2, standard error 0.1 / sqrt(3), t(2) = 4.303.
    ratio = log_ratio({b: math.exp(x) for b, x in enumerate((0.1, 0.2, 0.3))}, {0: 1.0, 1: 1.0, 2: 1.0})
    half = 4.30265 * 0.1 / math.sqrt(3)
    assert ratio.interval(0.05) == pytest.approx((math.exp(0.2 - half), math.exp(0.2 + half)), rel=1e-4)


def test_two_blocks_never_give_a_winner() -> None:
    apart = {"fast": {0: 1.0, 1: 1.0}, "slow": {0: 1000.0, 1: 1000.0}}
    found = judge(apart)
    assert found.verdict is Verdict.UNRESOLVED
    assert "2 common blocks" in found.reason


def test_three_quiet_blocks_do() -> None:
    found = judge({"fast": {0: 1.0, 1: 1.01, 2: 1.0}, "slow": {0: 10.0, 1: 10.2, 2: 10.1}})
    assert (found.verdict, found.leader) == (Verdict.WINNER, "fast")
    assert found.rivals[0].standing is Standing.BEATEN
    assert found.rivals[0].low > 1.02


def test_a_proven_but_useless_difference_is_a_tie() -> None:
    spans = {"a": {b: 1.0 + b * 1e-6 for b in range(9)}, "b": {b: 1.01 + b * 1e-6 for b in range(9)}}
    assert judge(spans).verdict is Verdict.TIE


def test_the_noise_floor_widens_the_margin() -> None:
    spans = {"a": {b: 1.0 for b in range(9)}, "b": {b: 1.04 for b in range(9)}}
    assert judge(spans).verdict is Verdict.WINNER
    assert judge(spans, noise_floor=0.05).verdict is Verdict.TIE


def test_a_void_cell_names_nobody() -> None:
    spans = {"a": {b: 1.0 for b in range(9)}, "b": {b: 9.0 for b in range(9)}}
    found = judge(spans, void="a: wrong digest")
    assert (found.verdict, found.reason) == (Verdict.VOID, "a: wrong digest")


def test_one_contender_alone_wins_nothing() -> None:
    assert judge({"a": {0: 1.0, 1: 1.0, 2: 1.0}}).verdict is Verdict.UNRESOLVED
    assert judge({}).verdict is Verdict.UNRESOLVED


@pytest.mark.parametrize("sigma", [0.01, 0.05, 0.3])
@pytest.mark.parametrize("blocks", [3, 9])
def test_equals_are_hardly_ever_called_a_winner(sigma: float, blocks: int) -> None:
    found = verdicts({name: 1.0 for name in "abcdef"}, blocks, sigma)
    assert share(found, Verdict.WINNER) <= 0.05


def test_a_tenfold_gap_is_found_in_a_quick_run() -> None:
    assert share(verdicts({"a": 1.0, "b": 10.0, "c": 12.0}, 3, 0.03), Verdict.WINNER, "a") >= 0.95


def test_a_gap_of_a_tenth_is_found_in_a_full_run() -> None:
    assert share(verdicts({"a": 1.0, "b": 1.1, "c": 1.15, "d": 1.3}, 9, 0.02), Verdict.WINNER, "a") >= 0.8


def test_a_planted_tie_is_not_called_a_winner() -> None:
    found = verdicts({"a": 1.0, "b": 1.0, "c": 2.0}, 9, 0.02)
    assert share(found, Verdict.WINNER) <= 0.05
    assert share(verdicts({"a": 1.0, "b": 1.0}, 9, 0.005), Verdict.TIE) >= 0.9


def test_intervals_cover_the_truth() -> None:
    rng = random.Random(3)
    covered = 0
    for _ in range(1000):
        spans = simulated(rng, {"a": 1.0, "b": 1.5}, 5, 0.1)
        low, high = log_ratio(spans["b"], spans["a"]).interval(0.05)
        covered += low <= 1.5 <= high
    assert 0.93 <= covered / 1000 <= 0.97
