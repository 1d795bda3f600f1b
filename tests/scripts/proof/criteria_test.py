"""What is promised, and whether a measured rate keeps it."""

from collections import Counter

import pytest
from crossover_tool.proof.criteria import CRITERIA, Criterion, is_chance, measure, wilson
from crossover_tool.proof.noise import SCENARIOS, scenario
from proof_designs import PLANS


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


def test_a_rate_that_must_be_reached_is_broken_from_below() -> None:
    criterion = Criterion("x", ("p", "q"), "part", "whole", 0.95, True, "calm")

    def state(part: int) -> str:
        counts = {"p": Counter(part=part, whole=100), "q": Counter(part=part, whole=100)}
        found = measure(criterion, scenario("log-normal"), counts)
        assert found and found.rate == part / 100.0  # over all of its plans
        return found.state

    assert [state(part) for part in (100, 96, 80)] == ["held", "open", "BROKEN"]


def test_one_of_two_is_chance_and_five_of_six_are_not() -> None:
    assert is_chance(1, 2, 0.95, at_least=True)
    assert not is_chance(1, 6, 0.95, at_least=True)
    assert is_chance(1, 10, 0.05, at_least=False) and not is_chance(5, 10, 0.05, at_least=False)
    criterion = Criterion("x", ("p",), "part", "whole", 0.95, True, "calm")
    found = measure(criterion, scenario("log-normal"), {"p": Counter(part=1, whole=2)})
    assert found and found.high < 0.95 and found.state == "open"


def test_every_promise_is_about_a_plan_that_is_simulated() -> None:
    assert {plan for criterion in CRITERIA for plan in criterion.plans} <= PLANS.keys()
    named = {name for criterion in CRITERIA for name in criterion.bounds}
    assert named <= {one.name for one in SCENARIOS}
