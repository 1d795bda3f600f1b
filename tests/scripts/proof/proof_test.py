"""The proof in small: promises hold on simulated noise."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from conftest import FAKE
from crossover_tool.cli.prove_verb import main as prove
from crossover_tool.proof import criteria, noise, tally
from crossover_tool.proof.criteria import CRITERIA, measure
from crossover_tool.proof.noise import SCENARIOS, Scenario, scenario
from crossover_tool.proof.world import World
from proof_designs import PLANS, QUICK, SMALL

FEW = {
    "quick": 20,
    "quick ties": 20,
    "full": 2,
    "full ties": 2,
    "blocks": 2,
    "decide": 1,
    "compare": 9,
    "power": 12,
}
"""Runs of each plan: enough to break a promise that is kept half of the time. `prove` has more."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_promises_hold(scenario: Scenario) -> None:
    counts = {
        name: sum(
            (plan.run(scenario, 1000 * place + seed) for seed in range(FEW.get(name, 1))),
            Counter[str](),
        )
        for place, (name, plan) in enumerate(PLANS.items())  # none repeats another's noise
        if name != "decide, long" or scenario.name == "log-normal"
    }
    counts.setdefault("decide, long", Counter())
    broken = {
        criterion.title: found
        for criterion in CRITERIA
        if (found := measure(criterion, scenario, counts)) and found.ok is False
    }
    assert broken == {}


def test_a_planted_contender_in_two_modes_is_reported() -> None:
    found = PLANS["full"].run(scenario("two modes"), 1)
    assert found["modes"] >= 3  # of five planted
    assert PLANS["full"].run(scenario("log-normal"), 1)["modes"] == 0


def test_kept_modes_are_warned_of() -> None:
    assert PLANS["full"].run(scenario("kept modes"), 1)["warned"] == 1
    assert PLANS["full"].run(scenario("log-normal"), 1)["warned"] == 0


def test_the_same_seed_gives_the_same_run() -> None:
    def verdicts(seed: int) -> object:
        truth = [tally.pair(SMALL.sides(cell)) for cell in range(6)]
        return [v.strategies for v in World(SMALL, truth, SCENARIOS[1], seed).run()]

    assert verdicts(3) == verdicts(3)
    assert verdicts(3) != verdicts(4)


def test_the_command_prints_rates_with_intervals_and_bounds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(noise, "SCENARIOS", SCENARIOS[:1])
    quick = {"quick": PLANS["quick"]}
    monkeypatch.setattr(criteria, "plans", lambda bench: quick)
    wanted = [one for one in CRITERIA if one.plans == ("quick",)]
    monkeypatch.setattr(criteria, "CRITERIA", wanted)
    monkeypatch.setattr(criteria, "measure", lambda c, s, counts: measure(c, s, counts))
    assert prove(["--reports", "4", "--json", "--bench", str(FAKE)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["designs"] == [QUICK.sentence]
    (row,) = document["rates"]
    assert row["low"] <= row["rate"] <= row["high"]
    impossible = replace(wanted[0], bound=0.05, at_least=False, title="miracles")
    monkeypatch.setattr(criteria, "CRITERIA", (impossible,))
    assert prove(["--reports", "4", "--bench", str(FAKE)]) == 5
    shown = capsys.readouterr()
    assert "BROKEN" in shown.out and "95 % interval" in shown.out
    assert "miracles under quiet noise" in shown.err
