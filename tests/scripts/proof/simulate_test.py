"""Many simulated runs on all cores, from the same seeds however many there are."""

from collections import Counter

from crossover_tool.proof.criteria import Plan
from crossover_tool.proof.noise import SCENARIOS, Scenario
from crossover_tool.proof.simulate import PART, SEEDS_APART, simulate
from proof_designs import PLANS


def test_cores_do_not_change_the_figures() -> None:
    plans = {"quick": PLANS["quick"]}
    counts = simulate(plans, SCENARIOS[:1], 12, 1, lambda share: None)
    alone = sum((PLANS["quick"].run(SCENARIOS[0], seed) for seed in range(1, 13)), Counter[str]())
    assert counts[SCENARIOS[0].name]["quick"] == alone


def seeds(scenario: Scenario, seed: int) -> Counter[str]:
    """A run that notes its seed."""
    return Counter({f"{scenario.name} {seed}": 1})


def test_every_plan_has_its_share_of_runs_from_seeds_of_its_own() -> None:
    plans = {"all": Plan(seeds, 1.0), "few": Plan(seeds, 0.1), "one": Plan(seeds, 0.001)}
    shares: list[float] = []
    counts = simulate(plans, SCENARIOS[:2], 2 * PART + 1, 7, shares.append)
    quiet = SCENARIOS[0].name
    assert counts[quiet]["all"] == Counter(
        {f"{quiet} {seed}": 1 for seed in range(7, 7 + 2 * PART + 1)}
    )
    assert counts[quiet]["few"] == Counter({f"{quiet} {7 + SEEDS_APART}": 1})
    assert counts[quiet]["one"].total() == 1  # never none
    assert counts[SCENARIOS[1].name]["all"].total() == 2 * PART + 1
    assert shares[-1] == 1.0 and shares == sorted(shares)
