"""The proof can fail: where a protection is taken away, simulated noise shows it."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from crossover_tool.analysis.guarantee import Guarantee, Seen
from crossover_tool.proof import crossover_proof, regrets, tally
from crossover_tool.proof.design import BUDGET_ROUNDS, Design
from crossover_tool.proof.noise import Scenario, scenario
from crossover_tool.stats import claims, crossing, evidence, judge, spread
from proof_designs import SMALL

NORMAL = scenario("log-normal")


def test_without_the_factor_for_its_engines_a_strategy_wins_by_luck(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One of many engines leads by luck, and the others need not be beaten: that is what the m / 2
    is for."""
    crowd = Design("crowd", (("a",) * 12 + ("b",),), blocks=12)

    def false() -> float:
        total: Counter[str] = Counter()
        for seed in range(200):
            total += tally.run(crowd, (tally.edge,), NORMAL, seed)
        return total["false"] / total["reports"]

    assert false() <= 0.05
    monkeypatch.setattr(claims, "luck", lambda evidence: 1.0)
    assert false() > 0.05


def test_intervals_that_are_too_narrow_are_caught_in_full_runs_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    design = Design("long", (("a", "b", "c"),) * 4, blocks=3, budget_rounds=40.0)

    def missed() -> float:
        total: Counter[str] = Counter()
        for seed in range(60):
            total += tally.run(design, (tally.tenth,), NORMAL, seed)
        return 1.0 - total["covered"] / total["intervals"]

    assert missed() <= 0.05
    honest = tally.moderated
    monkeypatch.setattr(
        tally,
        "moderated",
        lambda *series: replace(found := honest(*series), error=found.error * 0.3),
    )
    assert missed() > 0.05


def false_winners(scenario: Scenario, kinds: tuple[tally.Kind, ...], reports: int) -> float:
    total: Counter[str] = Counter()
    for seed in range(reports):
        total += tally.run(SMALL, kinds, scenario, seed)
    return total["false"] / total["reports"]


def test_a_greedy_error_rate_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "FEW_MARGIN", 0.0)
    monkeypatch.setattr(claims, "WINNERS", 3.0)
    assert false_winners(NORMAL, (tally.pair,), 60) > 0.05


def test_few_blocks_without_their_margin_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    wild = scenario("one wild")
    assert false_winners(wild, (tally.pair,), 60) <= 0.05
    monkeypatch.setattr(evidence, "FEW_MARGIN", 0.0)
    monkeypatch.setattr(spread, "PRIOR_FREEDOM", 8.0)
    assert false_winners(wild, (tally.pair,), 60) > 0.05


def test_interim_analyses_that_are_not_paid_for_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging again and again at the full rate until something is significant finds winners among
    equals. Without A/A controls, which come apart by the same luck and void what was won by it."""
    many = tuple(range(6, 120, 2))
    monkeypatch.setattr(judge, "controls", lambda evidence, share: [None] * len(evidence))
    monkeypatch.setattr(claims, "WINNERS", 0.1)

    def share_of_false(paid: bool) -> float:
        from crossover_tool.proof import world

        monkeypatch.setattr("crossover_tool.running.budget.INTERIMS", many)
        monkeypatch.setattr(world, "share", judge.share if paid else lambda passed, before: 1.0)
        design = Design("long", (("a", "b"),), blocks=3, budget_rounds=100.0)
        total: Counter[str] = Counter()
        for seed in range(60):
            total += tally.run(design, (tally.edge,), NORMAL, seed)
        return total["false"] / total["reports"]

    assert share_of_false(paid=True) <= 0.05
    assert share_of_false(paid=False) > 0.05


def test_without_rerunning_tainted_blocks_bursts_hide_what_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In three blocks a burst counts for much; more of them bear one."""
    bursts = scenario("bursts")

    def named() -> float:
        total: Counter[str] = Counter()
        for seed in range(80):
            total += tally.run(SMALL, (tally.factor_two,), bursts, seed)
        return total["factor_two named"] / total["factor_two"]

    watched = named()
    monkeypatch.setattr("crossover_tool.proof.world.is_taken_again", lambda interference: False)
    assert named() < watched - 0.03


def test_guarantees_that_are_a_guess_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst regret that was seen lies below the true one half of the time; its upper end must
    not."""
    design = Design("small", (regrets.TEAMS,) * len(regrets.STRATEGIES), 3, BUDGET_ROUNDS)

    def covered() -> float:
        total: Counter[str] = Counter()
        for seed in range(25):
            total += regrets.run(design, NORMAL, seed)
        return total["guaranteed"] / total["reports"]

    assert covered() >= 0.95
    honest = regrets.guarantee

    def guess(choice: str, questions: Sequence[Seen]) -> Guarantee:
        found = honest(choice, questions)
        return replace(found, high=found.worst)

    monkeypatch.setattr(regrets, "guarantee", guess)
    assert covered() < 0.5


def test_crossovers_at_steps_need_the_whole_stretch_between_what_was_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between a value that proves one and the next that proves the other a step lies anywhere; a
    line between the two says it lies in the middle."""
    quiet = scenario("quiet")

    def covered() -> float:
        total: Counter[str] = Counter()
        for curve in crossover_proof.STEPS:
            for seed in range(15):
                total += crossover_proof.run(curve.name, quiet, seed)
        return total["held"] / total["found"]

    assert covered() >= 0.95
    monkeypatch.setattr(crossing, "_stretch", lambda points, alpha: (math.inf, -math.inf))
    assert covered() < 0.6
