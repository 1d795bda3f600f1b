"""The proof in small: promises hold on simulated noise, and the designs are those of the shipped
suites."""

import json
from collections import Counter
from dataclasses import replace
from statistics import pstdev

import pytest
from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.cli.prove_verb import main as prove
from crossover_tool.proof import criteria, noise, tally
from crossover_tool.proof.criteria import CRITERIA, Criterion, measure, wilson
from crossover_tool.proof.noise import PAIR_SCATTER, SCENARIOS, Noise, Scenario, scenario
from crossover_tool.proof.simulate import simulate
from crossover_tool.proof.design import Design, names
from crossover_tool.proof.world import World
from crossover_tool.plan.entrants import Entrants
from crossover_tool.suites import suite_file
from numpy.random import default_rng
from proof_designs import FULL, PLANS, QUICK, SMALL

FEW = {
    "quick": 20,
    "quick ties": 20,
    "full": 2,
    "full ties": 2,
    "blocks": 2,
    "decide": 2,
    "compare": 9,
}
"""Runs of each plan: enough to break a promise that is kept half of the time. `prove` has more."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_promises_hold(scenario: Scenario) -> None:
    counts = {
        name: sum((plan.run(scenario, seed) for seed in range(FEW.get(name, 1))), Counter[str]())
        for name, plan in PLANS.items()
        if name != "decide, long" or scenario.name == "log-normal"
    }
    counts.setdefault("decide, long", Counter())
    broken = {
        criterion.title: found
        for criterion in CRITERIA
        if (found := measure(criterion, scenario, counts)) and found.ok is False
    }
    assert broken == {}


def test_a_rate_is_held_broken_or_open() -> None:
    criterion = Criterion("x", ("p",), "part", "whole", 0.05, False, "independent", {"drift": 0.5})

    def state(part: int, name: str = "log-normal") -> str:
        found = measure(criterion, scenario(name), {"p": Counter(part=part, whole=200)})
        assert found
        return found.state

    assert [state(part) for part in (0, 9, 30)] == ["held", "open", "BROKEN"]
    assert state(30, "drift") == "held"
    assert state(30, "kept modes") == ""  # where blocks depend, nothing is promised
    assert measure(criterion, SCENARIOS[0], {"p": Counter()}) is None


def test_wilsons_interval_is_the_textbooks() -> None:
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=1e-4)
    assert wilson(0, 20)[0] == pytest.approx(0.0, abs=1e-12)


def test_a_planted_contender_in_two_modes_is_reported() -> None:
    found = PLANS["full"].run(scenario("two modes"), 1)
    assert found["modes"] >= 3  # of five planted
    assert PLANS["full"].run(scenario("log-normal"), 1)["modes"] == 0


def test_kept_modes_are_warned_of() -> None:
    assert PLANS["full"].run(scenario("kept modes"), 1)["warned"] == 1
    assert PLANS["full"].run(scenario("log-normal"), 1)["warned"] == 0


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


@pytest.mark.parametrize("design", [QUICK, FULL], ids=lambda design: design.name)
def test_the_designs_are_the_shipped_suites(design: Design) -> None:
    """As many cells as the file has with two contenders or more, each with who runs there."""
    bench, catalog = Bench(FAKE), Bench(FAKE).catalog()
    suite = suite_file.load(suite_file.find(design.name), catalog, 2, lambda baseline: "")
    entrants = Entrants(suite, catalog, bench.plan(suite, {}), seed=0)
    running = [entrants.running(number) for number in range(len(suite.cells))]
    assert sorted(map(len, design.teams)) == sorted(len(cell) for cell in running if len(cell) > 1)
    assert design.cells >= 6
    assert Counter(team for teams in design.teams for team in teams) == Counter(
        c.strategy for cell in running for c in cell if len(cell) > 1
    )
    for teams in design.teams:
        assert teams.count(teams[0]) == max(map(teams.count, teams))


def test_a_full_report_has_strategies_with_many_engines() -> None:
    assert max(teams.count(teams[0]) for teams in FULL.teams) >= 5
    assert names(("a", "a", "b")) == ["a/0", "a/1", "b/0"]


def test_a_cell_of_one_strategy_is_judged_by_its_engines() -> None:
    design = Design("d", (("a", "a", "a"), ("a", "a", "b")), 3)
    assert design.sides(0) == ("a/0", "a/1", "a/2")
    assert design.sides(1) == ("a", "a", "b")
    assert tally.pair(design.sides(0)) == [1.0, 1.0, 2.2]
    assert tally.pair(design.sides(1)) == [1.0, 1.0, 1.0]
    assert tally.edge(("a", "a", "b", "b", "c")) == [1.0, 1.0, 1.02, 2.0, 2.2]


def test_the_same_seed_gives_the_same_run() -> None:
    def verdicts(seed: int) -> object:
        truth = [tally.pair(SMALL.sides(cell)) for cell in range(6)]
        return [v.strategies for v in World(SMALL, truth, SCENARIOS[1], seed).run()]

    assert verdicts(3) == verdicts(3)
    assert verdicts(3) != verdicts(4)


def test_cores_do_not_change_the_figures() -> None:
    plans = {"quick": PLANS["quick"]}
    counts = simulate(plans, SCENARIOS[:1], 12, 1, lambda share: None)
    alone = sum((PLANS["quick"].run(SCENARIOS[0], seed) for seed in range(1, 13)), Counter[str]())
    assert counts[SCENARIOS[0].name]["quick"] == alone


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
