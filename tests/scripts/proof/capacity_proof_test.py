"""What a search for capacities promises, in small; and that the proof sees where it is not kept."""

from collections import Counter
from collections.abc import Mapping

import pytest
from crossover_tool.proof import capacity_proof
from crossover_tool.proof.capacity_proof import CAPACITY_SCENARIOS, alone, several
from crossover_tool.proof.criteria import measure
from crossover_tool.proof.noise import Scenario
from crossover_tool.proof.service_proof import SERVICE_CRITERIA, SERVICE_PLANS
from crossover_tool.proof.simulate import simulate
from crossover_tool.stats.capacity import Capacity
from crossover_tool.stats.capacity_regret import CapacityVerdict


@pytest.mark.parametrize("scenario", CAPACITY_SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_promises_hold(scenario: Scenario) -> None:
    counts = {
        name: sum((plan.run(scenario, seed) for seed in range(80)), Counter[str]())
        for name, plan in SERVICE_PLANS.items()
    }
    broken = {
        criterion.title: found
        for criterion in SERVICE_CRITERIA
        if (found := measure(criterion, scenario, counts)) and found.ok is False
    }
    assert broken == {}


def named(name: str) -> Scenario:
    return next(one for one in CAPACITY_SCENARIOS if one.name == name)


def total(scenario: Scenario, searches: int) -> Counter[str]:
    return sum((several(scenario, seed) for seed in range(searches)), Counter[str]())


def test_a_proof_that_asks_for_too_little_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = named("plain")
    assert total(plain, 100)["held"] == 100
    for module in ("proof.capacity_proof", "plan.capacity_steps"):
        monkeypatch.setattr(f"crossover_tool.{module}.proof_for", lambda contenders: 1.3)
    assert total(plain, 100)["held"] < 90


def test_a_verdict_by_estimates_alone_names_false_winners(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = capacity_proof.compare

    def bold(found: Mapping[str, Capacity], margin: float) -> CapacityVerdict:
        sure = {
            n: Capacity(c.rate, round(c.rate or 0), round(c.rate or 0)) for n, c in found.items()
        }
        return honest(sure, margin)

    wide = named("wide")
    assert total(wide, 100)["false"] == 0
    monkeypatch.setattr(capacity_proof, "compare", bold)
    assert total(wide, 100)["false"] > 10


def test_a_margin_that_is_forgotten_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that lie apart by 10 % and a hair are called good enough within 10 %."""
    honest, sharp = capacity_proof.compare, named("sharp")
    assert total(sharp, 60)["claim"] == 0
    monkeypatch.setattr(
        capacity_proof, "compare", lambda found, margin: honest(found, 3.0 * margin)
    )
    assert total(sharp, 60)["claim"] > 3


def test_the_same_seed_gives_the_same_search_on_any_number_of_cores() -> None:
    plans = {"one capacity": SERVICE_PLANS["one capacity"]}
    counts = simulate(plans, CAPACITY_SCENARIOS[:1], 12, 1, lambda share: None)
    here = sum((alone(CAPACITY_SCENARIOS[0], seed) for seed in range(1, 13)), Counter[str]())
    assert counts[CAPACITY_SCENARIOS[0].name]["one capacity"] == here
