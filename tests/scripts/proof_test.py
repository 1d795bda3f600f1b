"""The proof in small: promises hold on simulated noise, and the designs are those of the shipped
suites."""

import json
import math
from collections import Counter
from dataclasses import replace
from math import comb
from statistics import pstdev

import pytest
from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.cli.prove_verb import main as prove
from crossover_tool.proof import criteria, noise, tally
from crossover_tool.proof.criteria import CRITERIA, measure
from crossover_tool.proof.noise import PAIR_SCATTER, SCENARIOS, Noise, Scenario
from crossover_tool.proof.simulate import simulate
from crossover_tool.proof.design import Design, names
from crossover_tool.proof.world import World
from crossover_tool.plan.entrants import Entrants
from crossover_tool.suites import suite_file
from numpy.random import default_rng
from proof_designs import FULL, PLANS, QUICK, SMALL

REPORTS = {"quick": 40, "quick ties": 40, "full": 10, "full ties": 5}


def counted(scenario: Scenario) -> dict[str, Counter[str]]:
    found = {}
    for plan, (design, kinds) in PLANS.items():
        total: Counter[str] = Counter()
        for seed in range(REPORTS[plan]):
            total += tally.run(design, kinds, scenario, seed)
        found[plan] = total
    return found


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_promises_hold(scenario: Scenario) -> None:
    counts = counted(scenario)
    for criterion in CRITERIA:
        found = measure(criterion, scenario, counts)
        assert found.count > 0
        text = f"{criterion.title}: {found.rate:.3f} of {found.count}"
        if criterion.at_least:
            assert found.ok is not False, text
        elif found.ok is False:
            assert (
                chance(round(found.rate * found.count), found.count, criterion.bound) > 0.01
            ), text


def chance(seen: int, of: int, rate: float) -> float:
    """How likely `seen` or more are at this rate. One false winner in 15 reports says nothing
    against 1 in 20; four do. `prove`, which has hundreds of reports, takes the rate as it is."""
    return 1.0 - sum(comb(of, k) * rate**k * (1.0 - rate) ** (of - k) for k in range(seen))


def test_four_false_winners_of_fifteen_are_too_many_and_one_is_not() -> None:
    assert chance(1, 15, 0.05) == pytest.approx(0.537, abs=0.001)
    assert chance(4, 15, 0.05) < 0.01 < chance(3, 15, 0.05)


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS if s.calm and s.name != "bursts"], ids=lambda s: s.name
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
    assert design.cells >= 9
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
        return [v.models for v in World(SMALL, truth, SCENARIOS[1], seed).run()]

    assert verdicts(3) == verdicts(3)
    assert verdicts(3) != verdicts(4)


def test_cores_do_not_change_the_figures() -> None:
    counts = simulate(PLANS, SCENARIOS[:1], 12, 1, lambda share: None)
    design, kinds = PLANS["quick"]
    alone: Counter[str] = Counter()
    for seed in range(1, 13):
        alone += tally.run(design, kinds, SCENARIOS[0], seed)
    assert counts[SCENARIOS[0].name]["quick"] == alone
    assert math.isclose(
        sum(c["reports"] for c in counts[SCENARIOS[0].name].values()), 12 + 12 + 7 + 7
    )


def test_the_command_prints_rates_and_bounds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(noise, "SCENARIOS", SCENARIOS[:1])
    assert prove(["--reports", "10", "--json", "--bench", str(FAKE)]) == 0
    document = json.loads(capsys.readouterr().out)
    rates = document["rates"]
    assert document["designs"] == [QUICK.sentence, FULL.sentence]
    assert {row["promise"] for row in rates} == {criterion.title for criterion in CRITERIA}
    assert all(row["ok"] for row in rates)
    impossible = replace(CRITERIA[0], bound=1.0, at_least=True, title="miracles")
    monkeypatch.setattr(criteria, "CRITERIA", (impossible,))
    assert prove(["--reports", "5", "--bench", str(FAKE)]) == 5
    shown = capsys.readouterr()
    assert QUICK.sentence[:30] in shown.out
    assert "BROKEN" in shown.out
    assert "miracles under log-normal noise" in shown.err
