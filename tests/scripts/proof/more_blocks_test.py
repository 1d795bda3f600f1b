"""More blocks decide more, and what they have decided stays."""

from crossover_tool.proof.more_blocks import DESIGN, MOMENTS, run
from crossover_tool.proof.noise import scenario


def test_in_quiet_noise_a_tenth_is_named_early_and_stays_named() -> None:
    found = run(scenario("quiet"), 1)
    assert found["gaps"] == DESIGN.cells
    named = [found[f"named at {moment}"] for moment in MOMENTS]
    assert named == sorted(named) and named[-1] == DESIGN.cells
    assert found["lost"] == 0
    assert found["steps"] == DESIGN.cells * (len(MOMENTS) - 1)
    assert found["won"] == named[-1] - named[0]
