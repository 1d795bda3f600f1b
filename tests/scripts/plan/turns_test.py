"""Whose turn it is in a search for capacities, and what more is asked once all are known."""

from crossover_tool.plan.capacity_steps import MOST_FRUITLESS, Ladder, Turns, steps
from crossover_tool.stats.capacity import capacity, proof_for
from crossover_tool.stats.capacity_regret import compare
from crossover_tool.stats.verdict import Verdict
from crossover_tool.suites.spread_out import between

LADDER = Ladder(between(200, 20_000, True, steps(200, 20_000, 0.1)), 0.1)


def run(truths: dict[str, float], most: int = 400) -> tuple[Turns, int]:
    """A search over contenders that keep the promise up to a rate; how many blocks it took."""
    turns = Turns(LADDER, truths, 0.1)
    for block in range(most):
        rate = turns.next()
        if rate is None:
            return turns, block
        turns.told({name: rate <= truth for name, truth in truths.items()})
    return turns, most


def verdict(turns: Turns) -> Verdict:
    proof = proof_for(len(turns.tallies))
    return compare({n: capacity(one, proof) for n, one in turns.tallies.items()}, 0.1).verdict


def test_neighbours_lie_a_third_of_the_precision_apart() -> None:
    rates = LADDER.rates
    assert max(b / a for a, b in zip(rates, rates[1:])) < 1.04
    assert len(between(200, 20_000, True, steps(200, 20_000, 0.02))) > 500
    assert steps(100, 200, 0.1) == 64


def test_equal_ones_are_searched_on_until_they_tie() -> None:
    turns, blocks = run({"a": 3000.0, "b": 3000.0, "c": 900.0})
    assert verdict(turns) is Verdict.TIE and blocks < 100
    apart, fewer = run({"a": 3000.0, "b": 2000.0, "c": 900.0})
    assert verdict(apart) is Verdict.WINNER and fewer < 100


def test_a_winner_by_a_hair_beyond_the_margin_ends_the_search() -> None:
    """It is neither told apart nor a tie, and the budget is not what ends it."""
    turns, blocks = run({"a": 3000.0, "b": 2850.0})
    assert blocks < 200
    assert verdict(turns) in (Verdict.TIE, Verdict.UNRESOLVED, Verdict.WINNER)


def test_who_tells_nothing_is_asked_no_more() -> None:
    turns = Turns(LADDER, ("a", "b"), 0.1)
    asked = 0
    while (rate := turns.next()) is not None and asked < 300:
        turns.told({"a": rate <= 3000})
        asked += 1
    assert asked < 60 + MOST_FRUITLESS
    assert turns.tallies["b"] == {}
