"""The noises of a simulated machine: as strong as they say, and fair where they must be."""

from statistics import median, pstdev

import pytest
from crossover_tool.proof.noise import PAIR_SCATTER, SCENARIOS, Noise, Scenario, scenario
from numpy.random import default_rng


@pytest.mark.parametrize(
    "scenario",
    [s for s in SCENARIOS if s.calm and s.name not in ("bursts", "quiet")],
    ids=lambda s: s.name,
)
def test_calm_noise_is_as_strong_as_that_of_the_machine(scenario: Scenario) -> None:
    ratios = []
    machine = Noise(scenario, default_rng(5), contenders=[5], rival=[1])
    for _ in range(4000):
        sample, _ = machine.block(0, list(range(6)), 0.0)
        ratios.append(sample[0] - sample[2])
    assert pstdev(ratios) == pytest.approx(PAIR_SCATTER, rel=0.15)


@pytest.mark.parametrize("name", ["log-normal", "heavy tail", "outliers", "one wild", "uneven"])
def test_the_median_of_every_contender_is_its_truth(name: str) -> None:
    machine = Noise(scenario(name), default_rng(2), contenders=[3], rival=[1])
    logs = [machine.block(0, list(range(4)), 0.0)[0] for _ in range(4000)]
    for place in (1, 2):
        assert median(one[place] - one[0] for one in logs) == pytest.approx(0.0, abs=0.006)
        assert machine.median_ratio(0, place, 0) == 0.0


def test_what_unlike_skews_make_of_a_ratio_is_known() -> None:
    """Drawn without the block's interference, which pairing takes out."""
    machine = Noise(scenario("one bimodal"), default_rng(2), contenders=[3], rival=[1])
    logs = [machine.block(0, list(range(4)), 0.0)[0] for _ in range(8000)]
    found = median(one[1] - one[0] for one in logs)
    assert machine.median_ratio(0, 1, 0) == pytest.approx(found, abs=0.005)
    assert found > 0.005  # four in ten processes of the rival are slow


def test_only_a_burst_that_shows_is_reported() -> None:
    def reported(name: str) -> int:
        machine = Noise(scenario(name), default_rng(2), contenders=[3], rival=[1])
        found = [machine.block(0, list(range(4)), 0.0)[1] for _ in range(500)]
        return sum(bool(one.sample_steal) for one in found)

    assert 25 <= reported("bursts") <= 80  # every tenth block
    assert reported("blind bursts") == 0


def test_the_same_seed_makes_the_same_noise() -> None:
    def first(seed: int) -> list[float]:
        machine = Noise(scenario("reference"), default_rng(seed), contenders=[3], rival=[1])
        logs: list[float] = machine.block(0, list(range(4)), 0.0)[0].tolist()
        return logs

    assert first(1) == first(1) != first(2)
