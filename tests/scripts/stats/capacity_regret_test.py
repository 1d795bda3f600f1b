"""Who bears most: what follows from intervals that hold together, and nothing beyond."""

import math

import pytest
from crossover_tool.stats.capacity import Capacity
from crossover_tool.stats.capacity_regret import alike, by_best, compare, undecided
from crossover_tool.stats.regret import Class
from crossover_tool.stats.verdict import Verdict
from hypothesis import given
from hypothesis import strategies as st

LOW, NEAR, FAR = (
    Capacity(1000.0, 950, 1040),
    Capacity(1020.0, 960, 1045),
    Capacity(2000.0, 1900, 2100),
)


def test_a_winner_lies_beyond_all_others_by_the_margin() -> None:
    found = compare({"a": LOW, "b": FAR}, 0.1)
    assert (found.verdict, found.leader, found.front) == (Verdict.WINNER, "b", ("b",))
    assert compare({"a": LOW, "b": Capacity(1060.0, 1060, 1100)}, 0.0).verdict is not Verdict.WINNER
    assert compare({"a": LOW, "b": Capacity(1070.0, 1061, 1100)}, 0.0).verdict is Verdict.WINNER


def test_a_tie_has_all_its_intervals_within_the_margin() -> None:
    found = compare({"a": LOW, "b": NEAR}, 0.1)
    assert (found.verdict, set(found.front)) == (Verdict.TIE, {"a", "b"})
    assert found.regrets["a"].proven is Class.GOOD
    assert compare({"a": LOW, "b": NEAR}, 0.05).verdict is Verdict.UNRESOLVED
    assert compare({"a": LOW, "b": NEAR, "c": Capacity(500.0, 480, 530)}, 0.1).front == ("b", "a")


def test_a_regret_has_the_interval_that_the_ends_make() -> None:
    found = compare({"a": LOW, "b": FAR}, 0.1).regrets
    assert found["a"].value == pytest.approx(2.0)
    assert (found["a"].low, found["a"].high) == (1900 / 1040, 2100 / 950)
    assert found["a"].proven is Class.BEHIND
    assert (found["b"].value, found["b"].low, found["b"].high) == (1.0, 1.0, 1.0)
    assert found["b"].proven is Class.GOOD


def test_beyond_an_end_of_the_rates_a_winner_may_be_known_and_its_lead_not() -> None:
    found = compare({"a": LOW, "b": Capacity(None, 4000, None)}, 0.1)
    assert (found.verdict, found.leader) == (Verdict.WINNER, "b")
    assert found.regrets["a"].value is None
    assert (found.regrets["a"].low, found.regrets["a"].high) == (4000 / 1040, math.inf)
    nothing = compare({"a": Capacity(None, None, None), "b": LOW}, 0.1)
    assert nothing.verdict is Verdict.UNRESOLVED
    assert nothing.regrets["a"].high == math.inf


def test_one_alone_wins_over_nobody() -> None:
    assert compare({"a": LOW}, 0.1).verdict is Verdict.UNRESOLVED
    assert undecided({"a": LOW}, 0.1) == ()


def test_a_strategy_stands_by_its_best_engine() -> None:
    found = by_best({"g/a": LOW, "g/b": FAR, "s/a": NEAR}, {"g/a": "g", "g/b": "g", "s/a": "s"})
    assert found == {"g": FAR, "s": NEAR}
    open_end = by_best({"g/a": LOW, "g/b": Capacity(None, 4000, None)}, {"g/a": "g", "g/b": "g"})
    assert open_end == {"g": Capacity(None, 4000, None)}


def test_those_at_the_front_are_undecided_until_a_winner_or_a_tie_is_proven() -> None:
    assert set(undecided({"a": LOW, "b": NEAR, "c": FAR}, 0.1)) == set()
    assert set(undecided({"a": LOW, "b": NEAR}, 0.05)) == {"a", "b"}


def test_the_margin_is_no_finer_than_the_precision() -> None:
    assert (alike(0.05, 0.1), alike(0.05, 0.03)) == (0.1, 0.05)


RATES = st.lists(st.integers(10, 10_000), min_size=3, max_size=3).map(sorted)


@given(st.lists(RATES, min_size=1, max_size=5), st.floats(0.01, 0.3))
def test_no_verdict_contradicts_an_interval(rates: list[list[int]], margin: float) -> None:
    capacities = {f"{n}": Capacity(float(one[1]), one[0], one[2]) for n, one in enumerate(rates)}
    found = compare(capacities, margin)
    for name, regret in found.regrets.items():
        assert regret.value is not None
        assert 1.0 <= regret.low <= regret.value + 1e-9 and regret.value <= regret.high + 1e-9
        if found.verdict is Verdict.WINNER and name != found.leader:
            assert regret.low > 1.02 - 1e-9
        if found.verdict is Verdict.TIE and name in found.front:
            assert regret.proven is not Class.BEHIND
