"""The gate of `compare`, on two runs of a simulated machine."""

from collections import Counter

from crossover_tool.proof.gates import CELLS, run
from crossover_tool.proof.noise import scenario


def counted(noise: str, runs: int) -> Counter[str]:
    return sum((run(scenario(noise), seed) for seed in range(runs)), Counter[str]())


def test_a_slower_machine_is_no_regression_and_a_planted_one_is_seen() -> None:
    found = counted("quiet", 12)
    assert (found["gates"], found["planted"]) == (12, 12 * CELLS)
    assert found["false"] <= 1
    assert found["seen"] >= 0.6 * found["planted"]  # the promise: four of five


def test_the_same_seed_gives_the_same_comparison() -> None:
    assert run(scenario("drift"), 3) == run(scenario("drift"), 3)
